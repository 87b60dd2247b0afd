/** M5: the same session by its cookie and by a token that carries its id, on servers that listen. */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { session as expressSession, sessionErrors } from "@sojourn/adapter-express";
import { session as fetchSession } from "@sojourn/adapter-fetch";
import { createSessions, memoryStore } from "@sojourn/core";
import express from "express";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serve } from "../../../adapter-fetch/test/contract-servers.ts";
import { cached } from "../../../cache/src/index.ts";
import { memoryLedger } from "../../src/index.ts";
import {
	bearerOf,
	createRefreshTokens,
	createSigningKeys,
	createTokenIssuer,
	createTokenVerifier,
	tokenSession,
} from "../../src/issuer/index.ts";
import { audience, issuer, secrets } from "./world.ts";

interface Data {
	cart?: string[];
}

function createApplication() {
	const sessions = createSessions<Data>({ store: memoryStore(), secrets, development: true });
	const keys = createSigningKeys({ ledger: memoryLedger(), secrets });
	const tokens = createTokenIssuer({ issuer, audience, keys });
	const verifier = createTokenVerifier({ issuer, audience, keys, alive: "never" });
	const refreshTokens = createRefreshTokens({ sessions, secrets, issuer: tokens });
	return { sessions, tokens, refreshTokens, reach: tokenSession(verifier, sessions) };
}

type Application = ReturnType<typeof createApplication>;

async function onExpress({ sessions, refreshTokens, reach }: Application) {
	const app = express();
	const withSession = expressSession(sessions);
	app.use(withSession, express.json());
	app.post("/login", async (req, res) => {
		await req.session.login("ada");
		res.json({ id: req.session.id });
	});
	app.post("/cart", (req, res) => {
		const { data } = withSession.of(req);
		data.cart = [...(data.cart ?? []), "book"];
		res.json({});
	});
	app.post("/tokens", async (req, res) => {
		res.json(await refreshTokens.issue(req.session));
	});
	app.post("/refresh", async (req, res) => {
		res.json(await refreshTokens.refresh(req.body.refreshToken));
	});
	app.get("/me", async (req, res) => {
		const { id, userId } = (await reach(req.headers.authorization)) ?? req.session.require();
		res.json({ id, userId, cart: (await sessions.read(id))?.data.cart });
	});
	app.use(sessionErrors());
	const server = createServer(app);
	await once(server.listen(0, "127.0.0.1"), "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => void (await once(server.close(), "close")),
	};
}

function onFetch({ sessions, refreshTokens, reach }: Application) {
	const withSession = fetchSession(sessions);
	const routes: Record<string, Parameters<typeof withSession>[1]> = {
		async "/login"(session) {
			await session.login("ada");
			return Response.json({ id: session.id });
		},
		"/cart"({ data }) {
			(data as Data).cart = [...((data as Data).cart ?? []), "book"];
			return Response.json({});
		},
		"/tokens": async (session) => Response.json(await refreshTokens.issue(session)),
	};
	return serve((request) => {
		const { pathname } = new URL(request.url);
		return withSession(request, async (session, nonce) => {
			if (pathname === "/refresh") {
				return Response.json(await refreshTokens.refresh((await request.json()).refreshToken));
			}
			if (pathname !== "/me") return routes[pathname]?.(session, nonce) ?? new Response(null, { status: 404 });
			const { id, userId } = (await reach(request.headers.get("authorization"))) ?? session.require();
			return Response.json({ id, userId, cart: (await sessions.read(id))?.data.cart });
		});
	}, false);
}

describe.each([
	["Express", onExpress],
	["fetch", onFetch],
] as const)("M5 on %s", (_name, start) => {
	const application = createApplication();
	let server: { readonly url: string; close(): Promise<void> };
	beforeAll(async () => {
		server = await start(application);
	});
	afterAll(() => server.close());

	async function send(method: "GET" | "POST", path: string, headers: Record<string, string> = {}, body?: object) {
		const response = await fetch(`${server.url}${path}`, {
			method,
			headers: { ...headers, connection: "close", ...(body && { "content-type": "application/json" }) },
			body: body ? JSON.stringify(body) : null,
		});
		const [cookie = ""] = response.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
		return { status: response.status, headers: response.headers, cookie, body: await response.json() };
	}

	/** A browser that is logged in, and an application of the same user with tokens of that session. */
	async function begin() {
		const { cookie, body: login } = await send("POST", "/login");
		await send("POST", "/cart", { cookie });
		const { body: pair } = await send("POST", "/tokens", { cookie });
		return { cookie, id: login.id, pair, bearer: { authorization: `Bearer ${pair.accessToken}` } };
	}

	test("a token reaches the session that its cookie reaches, with its data", async () => {
		const { cookie, id, bearer } = await begin();
		const expected = { id, userId: "ada", cart: ["book"] };
		for (const headers of [{ cookie }, bearer, { ...bearer, cookie }])
			expect(await send("GET", "/me", headers)).toMatchObject({ status: 200, body: expected });
	});

	test("a request with a token is judged by it alone: a bad one isn't papered over by a good cookie", async () => {
		const { cookie, pair } = await begin();
		for (const token of [`${pair.accessToken}x`, "x", "", pair.refreshToken, "a b"]) {
			const answer = await send("GET", "/me", { cookie, authorization: `Bearer ${token}` });
			expect(answer).toMatchObject({ status: 401, body: { error: { code: "token-invalid" } } });
			expect(answer.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
		}
		const other = (await begin()).bearer;
		const { body } = await send("GET", "/me", { cookie });
		expect((await send("GET", "/me", { cookie, ...other })).body.id).not.toBe(body.id);
	});

	test("the session ends for both at once", async () => {
		const { cookie, id, bearer, pair } = await begin();
		await application.sessions.end(id);
		expect(await send("GET", "/me", bearer)).toMatchObject({
			status: 401,
			body: { error: { reason: "session-ended" } },
		});
		expect((await send("GET", "/me", { cookie })).status).toBe(401);
		const { status, body } = await send("POST", "/refresh", {}, { refreshToken: pair.refreshToken });
		expect({ status, body }).toEqual({
			status: 401,
			body: { error: { code: "token-refresh", reason: "session-ended" } },
		});
	});

	test("a client without a cookie goes on by its refresh token, which no request of the browser lays old data over", async () => {
		const { cookie, pair } = await begin();
		let { refreshToken } = pair;
		for (let time = 0; time < 5; time++) {
			const [refreshed] = await Promise.all([
				send("POST", "/refresh", {}, { refreshToken }),
				send("POST", "/cart", { cookie }),
			]);
			expect(refreshed.status).toBe(200);
			({ refreshToken } = refreshed.body);
			const me = await send("GET", "/me", { authorization: `Bearer ${refreshed.body.accessToken}` });
			expect(me.body.cart).toHaveLength(time + 2);
		}
	});

	test("nobody is there without either", async () => {
		expect(await send("GET", "/me")).toMatchObject({ status: 401, body: { error: { code: "session-required" } } });
		expect((await send("GET", "/me", { authorization: "Basic YWRhOng=" })).status).toBe(401);
		expect((await send("POST", "/tokens")).status).toBe(401);
	});
});

test("the token of a header, whatever it looks like; null for another scheme", () => {
	const headers = {
		"Bearer abc.def-_~+/==": "abc.def-_~+/==",
		"bEARER  x": "x",
		"Bearer ": "",
		Bearer: "",
		"Bearer a b": "a b",
	};
	for (const [header, token] of Object.entries(headers)) expect(bearerOf(header)).toBe(token);
	for (const header of [null, undefined, "", "Basic abc", "Bearerx", "BearerToken abc", " Bearer abc", "DPoP abc"])
		expect(bearerOf(header)).toBeNull();
});

test("a server whose cache is behind doesn't take an honest client's refresh token for a stolen one", async () => {
	const store = memoryStore();
	const keys = createSigningKeys({ ledger: memoryLedger(), secrets });
	const tokens = createTokenIssuer({ issuer, audience, keys });
	const startServer = () => {
		const sessions = createSessions({ store: cached(store, { staleFor: "1h" }), secrets });
		return { sessions, refreshTokens: createRefreshTokens({ sessions, secrets, issuer: tokens }) };
	};
	const [here, there] = [startServer(), startServer()];
	const { session } = await here.sessions.create({ userId: "ada" });
	const remember = () => Promise.all([here, there].map(({ sessions }) => sessions.read(session.id)));
	await remember();
	let { refreshToken } = await here.refreshTokens.issue(session);
	for (const server of [there, here, there, there, here]) {
		({ refreshToken } = await server.refreshTokens.refresh(refreshToken));
		await remember();
	}
	const { refreshToken: anew } = await here.refreshTokens.issue(session);
	await there.refreshTokens.refresh(anew);
	await expect(there.refreshTokens.refresh(refreshToken)).rejects.toMatchObject({ reason: "superseded" });
	expect(await there.sessions.read(session.id)).toMatchObject({ end: null });
});
