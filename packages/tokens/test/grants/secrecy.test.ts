/** Everything that an application with tokens says and stores, searched for them. */

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { session, sessionErrors } from "@sojourn/adapter-express";
import { audit, memoryTrail, pinoSink } from "@sojourn/audit";
import { createSessions } from "@sojourn/core";
import { writeSession } from "@sojourn/core/node";
import { type OpenIdFault, type OpenIdProvider, startRedis } from "@sojourn/service-harness";
import { redisStore } from "@sojourn/store-redis";
import express, { type ErrorRequestHandler } from "express";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWitness } from "../../../guard/test/witness.ts";
import {
	createProvider,
	createSignIn,
	createTokens,
	type Provider,
	redisLedger,
	signOutUrl,
	type TokenEventDetails,
	type TokenResponse,
} from "../../src/index.ts";
import { secrets } from "./secrets.ts";
import { life, startAcme } from "./setting.ts";

declare module "@sojourn/audit" {
	interface AuditDetails extends TokenEventDetails {}
}

let acme: OpenIdProvider;
let redis: Redis;
beforeAll(async () => {
	acme = await startAcme();
	redis = new Redis((await startRedis()).url);
}, 60_000);
afterAll(async () => {
	redis.disconnect();
	await acme.stop();
});

/** Notes every secret that passes through a provider. */
function createNotes() {
	const noted = new Set<string>();
	let latest: TokenResponse | undefined;
	function note(response: TokenResponse): TokenResponse {
		latest = response;
		for (const token of [response.accessToken, response.refreshToken, response.idToken]) {
			for (const part of [token, ...(token?.split(".") ?? [])]) if (part) noted.add(part);
		}
		return response;
	}
	return {
		noted,
		/** What it answered last. */
		latest: () => latest as TokenResponse,
		around: (provider: Provider): Provider => ({
			...provider,
			refresh: async (request) => note(await provider.refresh(request)),
			async exchangeCode(exchange) {
				const { callback, codeVerifier, proofKey } = exchange;
				for (const secret of [callback.get("code"), codeVerifier, proofKey?.d]) if (secret) noted.add(secret);
				const signedIn = await provider.exchangeCode(exchange);
				note(signedIn.tokens);
				return signedIn;
			},
		}),
	};
}

async function startApplication({ around, noted }: ReturnType<typeof createNotes>) {
	const witness = await startWitness();
	const lines: string[] = [];
	const trail = memoryTrail();
	const log = audit({ sinks: [trail, pinoSink(pino({}, { write: (line: string) => void lines.push(line) }))] });
	const clock = { ahead: 0 };
	const now = () => Date.now() + clock.ahead;

	const prefix = `secrecy_${process.pid}:`;
	const store = witness.surroundings.around(redisStore(redis, { prefix }) as never);
	const sessions = createSessions({ store, secrets, plugins: witness.surroundings.plugins, development: true });
	const ledger = redisLedger(redis, { prefix: `${prefix}ledger:` });
	const { client_id: clientId, client_secret: clientSecret } = acme.client;
	const client = { issuer: acme.issuer, clientId, clientSecret, development: true, retries: 0 };
	const provider = around(createProvider({ ...client, now }));
	const report = (event: Parameters<NonNullable<Parameters<typeof createTokens>[0]["report"]>>[0]) => log.record(event);
	const tokens = createTokens({ sessions, secrets, ledger, providers: { acme: provider }, now, report });

	const withSession = session(sessions);
	const app = express();
	app.use(withSession);
	const server = app.listen(0, "127.0.0.1");
	await once(server, "listening");
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const redirectUri = `${url}/callback`;
	await acme.addClient({ redirect_uris: [redirectUri], post_logout_redirect_uris: [url] });
	const scope = "openid offline_access";
	const here = around(createProvider(client)); // ID tokens are judged by the provider's clock, which isn't moved
	const signIn = createSignIn({ provider: here, redirectUri, scope, ledger, secrets, dpop: true, development: true });
	app.get("/sign-in", async (req, res) => {
		const begun = await signIn.begin({ cookieHeader: req.headers.cookie, prompt: "consent" });
		writeSession(res, begun);
		res.redirect(303, begun.location);
	});
	app.get("/callback", async (req, res) => {
		const signedIn = await signIn.complete({ url: req.originalUrl, cookieHeader: req.headers.cookie });
		await withSession.of(req).login(signedIn.claims.sub);
		await tokens.keep(withSession.of(req), "acme", signedIn.tokens, signedIn);
		writeSession(res, signedIn);
		res.redirect(303, signedIn.location);
	});
	app.get("/token", async (req, res) => {
		const { tokenType, expiresAt, accessToken } = await tokens.getAccessToken(withSession.of(req), {
			force: "force" in req.query,
		});
		noted.add(await tokens.proof(withSession.of(req), { method: "GET", url: "https://api.example/", accessToken }));
		res.json({ tokenType, expiresAt, described: await tokens.describe(withSession.of(req)) });
	});
	app.post("/revoke", async (req, res) => {
		await tokens.revoke(withSession.of(req));
		res.sendStatus(204);
	});
	app.post("/sign-out", async (req, res) => {
		await tokens.signOut(withSession.of(req));
		res.redirect(303, (await signOutUrl(provider, { redirectUri: url })) ?? "/");
	});
	app.use(((error, _req, _res, next) => {
		witness.caught(error);
		next(error);
	}) satisfies ErrorRequestHandler);
	app.use(sessionErrors());

	return {
		...{ url, clock, provider },
		async said(): Promise<Record<string, string>> {
			await log.flush();
			const rows = JSON.stringify((await trail.query({ limit: 1000 })).items);
			return { ...(await witness.said()), tokenLog: lines.join(""), tokenRows: rows };
		},
		async close() {
			server.closeAllConnections();
			server.close();
			await log.close();
			await witness.close();
		},
	};
}

test("no token is in any answer, cookie, log line, error, trace, figure or audit row, or reaches Redis unsealed", async () => {
	const commands: string[] = [];
	const monitor = await redis.monitor();
	monitor.on("monitor", (_time: string, command: string[]) => void commands.push(command.join(" ")));
	const notes = createNotes();
	const { noted } = notes;
	const { url, clock, provider, said, close } = await startApplication(notes);

	const answers: string[] = [];
	const cookies = new Map<string, string>();
	async function send(method: "GET" | "POST", path: string): Promise<Response> {
		const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const response = await fetch(url + path, { method, redirect: "manual", headers: { cookie } });
		for (const line of response.headers.getSetCookie()) {
			const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			cookies.set(name, value);
		}
		answers.push(`${JSON.stringify([...response.headers])} ${await response.text()}`);
		return response;
	}
	async function signIn(): Promise<void> {
		const begun = await send("GET", "/sign-in");
		const back = await acme.authorize(begun.headers.get("location") ?? "", { user: "ann" });
		expect((await send("GET", back.pathname + back.search)).status).toBe(303);
	}
	const statusOf = async (method: "GET" | "POST", path: string) => (await send(method, path)).status;
	const expire = () => {
		clock.ahead += life * 1000;
	};
	/** Answers that say back what they were sent. */
	const quoting = (): OpenIdFault[] => {
		const { accessToken, refreshToken } = notes.latest();
		const text = `${accessToken} ${refreshToken}`;
		return [
			{ status: 400, body: JSON.stringify({ error: "invalid_request", error_description: text }) },
			{ status: 400, body: JSON.stringify({ error: text }) },
			{ status: 200, body: `{"access_token":"${text}` },
			{ status: 200, body: JSON.stringify({ access_token: text, token_type: text, refresh_token: text }) },
			{ status: 500, body: text },
			{ status: 401, headers: { "WWW-Authenticate": `Bearer error="${text}"` }, body: text },
			{ status: 307, headers: { Location: `/${encodeURIComponent(text)}` } },
		];
	};

	await signIn();
	expect(await statusOf("GET", "/token")).toBe(200);
	expire();
	expect(await statusOf("GET", "/token")).toBe(200);
	expect(await statusOf("GET", "/token?force")).toBe(200);
	for (const fault of quoting()) {
		acme.faults.next("token", fault);
		expect(await statusOf("GET", "/token?force")).toBeGreaterThanOrEqual(500);
		clock.ahead += 60_000;
	}
	for (const fault of quoting().filter(({ status }) => status !== 200)) {
		acme.faults.next("revocation", fault);
		acme.faults.next("revocation", fault);
		expect(await statusOf("POST", "/revoke")).toBeGreaterThanOrEqual(500);
	}
	expect(await statusOf("GET", "/token?force")).toBe(200);
	expect(await statusOf("POST", "/revoke")).toBe(204);
	expect(await statusOf("GET", "/token")).toBe(401);
	await signIn();
	await provider.revoke(notes.latest().refreshToken ?? "", "refresh_token");
	expire();
	expect(await statusOf("GET", "/token")).toBe(401);
	await signIn();
	expect(await statusOf("GET", "/token")).toBe(200);
	expect(await statusOf("POST", "/sign-out")).toBe(303);

	const told = await said();
	const heard: Record<string, string> = { ...told, answers: answers.join("\n"), redis: commands.join("\n") };
	await close();
	monitor.disconnect();

	// What was listened to has heard what it was to hear.
	expect(noted.size).toBeGreaterThan(20);
	expect(heard).toMatchObject({
		answers: expect.stringContaining('"history":[{'),
		redis: expect.stringContaining("sojourn:tokens"),
		tokenRows: expect.stringContaining("token.refresh-failed"),
		tokenLog: expect.stringContaining("token.revoked"),
		rows: expect.stringContaining("session.login"),
		errors: expect.stringContaining("malformed-json"),
		spans: expect.stringMatching(/session|store/i),
	});
	for (const [where, text] of Object.entries(heard)) {
		const found = [...noted].filter((secret) => text.includes(secret));
		expect(found, where).toEqual([]);
	}
});
