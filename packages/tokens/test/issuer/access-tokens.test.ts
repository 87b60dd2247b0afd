/** Access tokens of one's own: what they say, for how long, and how much a verifier asks about their sessions. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSessions, InvalidArgumentError, type SessionRecord, type SessionStore } from "@sojourn/core";
import { redisStore } from "@sojourn/store-redis";
import { Redis } from "ioredis";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, describe, expect, test, vi } from "vitest";
import { freshPrefix, sharedRedis } from "../../../store-redis/test/combinations.ts";
import { createRevocationList } from "../../src/index.ts";
import {
	createTokenIssuer,
	createTokenVerifier,
	jwksAnswer,
	jwksHandler,
	type SigningKeys,
	type TokenVerifierOptions,
} from "../../src/issuer/index.ts";
import { audience, issuer, minute, openWorld, second, secrets } from "./world.ts";

describe("T9: a token says", () => {
	test("what RFC 9068 wants of it, and the session", async () => {
		const { clock, tokens, login } = openWorld();
		const session = await login();
		clock.time += 90 * second;
		const { accessToken, id, expiresAt } = await tokens.issue(session, {
			scope: "orders:read",
			claims: { tenant: "blue" },
		});
		const now = clock.time / 1000;
		expect(decodeProtectedHeader(accessToken)).toEqual({ alg: "ES256", typ: "at+jwt", kid: expect.any(String) });
		expect(decodeJwt(accessToken)).toEqual({
			...{ iss: issuer, aud: audience, sub: "ada", sid: session.id, client_id: issuer, jti: id },
			...{ iat: now, exp: now + 600, auth_time: now - 90, acr: "2", amr: ["pwd", "otp"] },
			...{ scope: "orders:read", tenant: "blue" },
		});
		expect(expiresAt).toBe(clock.time + 10 * minute);
	});

	test("who it is for, by the caller's choice; each has an id of its own", async () => {
		const { tokens, login } = openWorld();
		const session = await login();
		const one = await tokens.issue(session, { audience: ["https://a.example", "https://b.example"], clientId: "app" });
		const other = await tokens.issue(session, { audience: ["https://a.example"] });
		expect(decodeJwt(one.accessToken)).toMatchObject({
			aud: ["https://a.example", "https://b.example"],
			client_id: "app",
		});
		expect(decodeJwt(other.accessToken).aud).toBe("https://a.example");
		expect(one.id).not.toBe(other.id);
	});

	test("nothing that is the issuer's to say by the caller's word", async () => {
		const { tokens, login } = openWorld();
		const session = await login();
		for (const name of [
			"iss",
			"sub",
			"aud",
			"exp",
			"nbf",
			"iat",
			"jti",
			"client_id",
			"sid",
			"auth_time",
			"acr",
			"amr",
			"scope",
		])
			await expect(tokens.issue(session, { claims: { [name]: 1 } })).rejects.toThrow(InvalidArgumentError);
	});

	test("no longer than its session lives at most", async () => {
		const { clock, tokens, login } = openWorld({ sessions: { absoluteTimeout: "15m", idleTimeout: "15m" } });
		const session = await login();
		clock.time += 8 * minute;
		expect((await tokens.issue(session)).expiresAt).toBe(session.expiresAt);
		clock.time = session.expiresAt;
		await expect(tokens.issue(session)).rejects.toMatchObject({ code: "session-expired" });
	});

	test("nothing of who isn't there: a visitor, an ended session", async () => {
		const { tokens, sessions, login } = openWorld();
		const { session: visitor } = await sessions.create();
		await expect(tokens.issue(visitor)).rejects.toMatchObject({ code: "session-required", status: 401 });
		const { id } = await login();
		await sessions.end(id);
		const ended = (await sessions.read(id)) as NonNullable<Awaited<ReturnType<typeof sessions.read>>>;
		await expect(tokens.issue(ended)).rejects.toMatchObject({ code: "session-ended", end: { reason: "revoked" } });
	});
});

test("options that can't be used are named, all at once", () => {
	const { keys } = openWorld();
	expect(() => createTokenIssuer({ issuer: "us", audience: [], keys, ttl: "2d" })).toThrow(
		/issuer is us[\s\S]*audience is missing[\s\S]*ttl is longer than keys verify/,
	);
	const options = { issuer: "https://a.example?b", audience: "", clockSkew: -1, alive: "sometimes" };
	expect(() => createTokenVerifier(options as unknown as TokenVerifierOptions)).toThrow(
		/issuer is[\s\S]*audience is missing[\s\S]*clockSkew is -1[\s\S]*sessions is missing[\s\S]*alive is missing[\s\S]*keys and jwksUri are missing/,
	);
	expect(() =>
		createTokenVerifier({ issuer, audience, jwksUri: "http://api.example.com/jwks.json", alive: "never" }),
	).toThrow("give an https address");
});

/** A store that says how often it is read. */
function counting(store: SessionStore) {
	let reads = 0;
	const counted: SessionStore = {
		...store,
		read(id): Promise<SessionRecord | null> {
			reads++;
			return store.read(id);
		},
	};
	return { counted, reads: () => reads };
}

describe("T9: whether the session goes on", () => {
	function open() {
		const world = openWorld();
		const { counted, reads } = counting(world.store);
		const sessions = createSessions({ store: counted, secrets, now: world.now });
		const common = { issuer, audience, keys: world.keys, now: world.now };
		return { ...world, sessions, reads, common };
	}

	test("is never asked: no read, and an ended session's token is good until it expires", async () => {
		const { clock, tokens, sessions, login, reads, common } = open();
		const verifier = createTokenVerifier({ ...common, alive: "never" });
		const session = await login();
		const { accessToken, expiresAt } = await tokens.issue(session);
		await sessions.end(session.id);
		const before = reads();
		await verifier.verify(accessToken);
		clock.time = expiresAt + 5 * second;
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "expired" });
		expect(reads()).toBe(before);
	});

	test("is asked always: a read each, and an end counts at once", async () => {
		const { tokens, sessions, login, reads, common } = open();
		const verifier = createTokenVerifier({ ...common, alive: "always", sessions });
		const session = await login();
		const { accessToken } = await tokens.issue(session);
		for (let time = 1; time <= 3; time++) {
			await verifier.verify(accessToken);
			expect(reads()).toBe(time);
		}
		await sessions.end(session.id);
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "session-ended" });
	});

	test("is remembered: a read for 5 seconds, and an end counts after them at the latest", async () => {
		const { clock, tokens, sessions, login, reads, common } = open();
		const verifier = createTokenVerifier({ ...common, alive: "cached", sessions });
		const session = await login();
		const { accessToken } = await tokens.issue(session);
		await Promise.all(Array.from({ length: 20 }, () => verifier.verify(accessToken)));
		await sessions.end(session.id);
		const before = reads();
		clock.time += 5 * second - 1;
		await verifier.verify(accessToken);
		expect(reads()).toBe(before);
		clock.time += 1;
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "session-ended" });
		// What is over isn't remembered.
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "session-ended" });
		expect(reads()).toBe(before + 2);
	});

	test("20 questions at once are one read", async () => {
		const { tokens, sessions, login, reads, common } = open();
		const verifier = createTokenVerifier({ ...common, alive: "cached", sessions });
		const { accessToken } = await tokens.issue(await login());
		await Promise.all(Array.from({ length: 20 }, () => verifier.verify(accessToken)));
		expect(reads()).toBe(1);
	});

	test("isn't remembered past the time when the session is idle for too long, nor by a clock that went back", async () => {
		const { clock, tokens, sessions, login, reads, common } = open();
		const verifier = createTokenVerifier({ ...common, alive: "cached", sessions, aliveFor: "1h" });
		const session = await login();
		clock.time += 29 * minute;
		const { accessToken } = await tokens.issue(session);
		await verifier.verify(accessToken);
		clock.time -= minute;
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "not-yet-valid" });
		clock.time += 2 * minute + 5 * second;
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "session-ended" });
		expect(reads()).toBeGreaterThan(1);
	});

	test("is remembered of so many sessions only, the least recently asked about forgotten first", async () => {
		const { tokens, sessions, login, reads, common } = open();
		const verifier = createTokenVerifier({ ...common, alive: "cached", sessions, max: 2 });
		const issued = await Promise.all(
			["a", "b", "c"].map(async (user) => (await tokens.issue(await login(user))).accessToken),
		);
		const [a, b, c] = issued as [string, string, string];
		for (const token of [a, b, a, c, a]) await verifier.verify(token);
		expect(reads()).toBe(3);
		await verifier.verify(b);
		expect(reads()).toBe(4);
	});

	test("nobody can say while the store fails: 503, and not 401", async () => {
		const { tokens, login, common, store } = open();
		const broken = createSessions({
			store: { ...store, read: () => Promise.reject(new Error("out of reach")) },
			secrets,
			now: common.now,
		});
		const { accessToken } = await tokens.issue(await login());
		const always = createTokenVerifier({ ...common, alive: "always", sessions: broken });
		const cached = createTokenVerifier({ ...common, alive: "cached", sessions: broken });
		for (const verifier of [always, cached]) {
			await expect(verifier.verify(accessToken)).rejects.toMatchObject({ code: "store-unavailable", status: 503 });
		}
	});

	test("is forgotten as soon as the store tells of an end, in another process too", async () => {
		const { url } = await sharedRedis();
		const clients = [new Redis(url), new Redis(url)] as const;
		const prefix = freshPrefix();
		const [here, there] = clients.map((client) => redisStore(client, { prefix }));
		if (here === undefined || there === undefined) throw new Error("unreachable");
		const { keys, now, tokens } = openWorld();
		const sessions = createSessions({ store: here, secrets, now });
		const options = { issuer, audience, keys, sessions, now, alive: "cached", aliveFor: "1h" } as const;
		let subscribed: Promise<unknown> = Promise.resolve();
		const told = createTokenVerifier({
			...options,
			invalidation: { subscribe: (listener) => (subscribed = here.subscribe(listener)) },
		});
		const untold = createTokenVerifier(options);
		try {
			const elsewhere = createSessions({ store: there, secrets, now });
			const { session } = await sessions.create({ userId: "ada" });
			const { accessToken } = await tokens.issue(session);
			await Promise.all([told.verify(accessToken), untold.verify(accessToken)]);
			await subscribed;
			await elsewhere.end(session.id);
			await vi.waitUntil(
				() =>
					told.verify(accessToken).then(
						() => false,
						({ reason }) => reason === "session-ended",
					),
				{ timeout: 10_000, interval: 5 },
			);
			expect(await untold.verify(accessToken)).toMatchObject({ sid: session.id });
		} finally {
			await told.close();
			for (const client of clients) client.disconnect();
		}
	});
});

test("T7, T8: one token is revoked, and another of the same session isn't", async () => {
	const { clock, tokens, keys, ledger, login, now } = openWorld();
	const revocations = createRevocationList(ledger, { now });
	const verifier = createTokenVerifier({ issuer, audience, keys, alive: "never", revocations, now });
	const session = await login();
	const [one, other] = [await tokens.issue(session), await tokens.issue(session)];
	await revocations.revoke(await verifier.verify(one.accessToken), { expiresAt: one.expiresAt });
	await expect(verifier.verify(one.accessToken)).rejects.toMatchObject({ reason: "revoked" });
	expect(await verifier.verify(other.accessToken)).toMatchObject({ jti: other.id });
	clock.time = one.expiresAt + 5 * second - 1;
	await expect(verifier.verify(one.accessToken)).rejects.toMatchObject({ reason: "revoked" });
});

test("T7: all sessions of a user but one are ended, and their tokens with them", async () => {
	const { tokens, keys, sessions, login, now } = openWorld();
	const verifier = createTokenVerifier({ issuer, audience, keys, alive: "always", sessions, now });
	const [kept, ...others] = await Promise.all([login(), login(), login()]);
	const issued = await Promise.all([kept, ...others].map(async (session) => (await tokens.issue(session)).accessToken));
	await sessions.endAll("ada", { except: kept.id });
	const outcomes = await Promise.allSettled(issued.map((token) => verifier.verify(token)));
	expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
});

describe("T9: keys are published", () => {
	const servers: Server[] = [];
	afterEach(() => {
		for (const server of servers.splice(0)) server.close().closeAllConnections();
	});

	async function publish(keys: SigningKeys) {
		let requests = 0;
		const server = createServer(async (_request, response) => {
			requests++;
			const { status, headers, body } = await jwksAnswer(keys);
			for (const [name, value] of headers) response.setHeader(name, value);
			response.writeHead(status).end(body);
		});
		servers.push(server);
		await once(server.listen(0, "127.0.0.1"), "listening");
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
		return { url, requests: () => requests };
	}

	test("to an API beside the application, which asks once for many tokens", async () => {
		const { keys, tokens, login, now } = openWorld();
		const { url, requests } = await publish(keys);
		const verifier = createTokenVerifier({ issuer, audience, jwksUri: url, alive: "never", now });
		const { accessToken } = await tokens.issue(await login());
		for (let time = 0; time < 5; time++) await verifier.verify(accessToken);
		const other = openWorld();
		const forged = (await other.tokens.issue(await other.login())).accessToken;
		await expect(verifier.verify(forged)).rejects.toMatchObject({ reason: "unknown-key" });
		expect(requests()).toBe(1);
	});

	test("an API accepts only the algorithms that it was told of", async () => {
		const { keys, tokens, login, now } = openWorld({ keys: { algorithm: "RS256" } });
		const { url } = await publish(keys);
		const options = { issuer, audience, jwksUri: url, alive: "never", now } as const;
		const { accessToken } = await tokens.issue(await login());
		await expect(createTokenVerifier(options).verify(accessToken)).rejects.toMatchObject({ reason: "algorithm" });
		const told = createTokenVerifier({ ...options, algorithms: ["RS256"] });
		expect(await told.verify(accessToken)).toMatchObject({ sub: "ada" });
	});

	test("an API that can't reach them says so, and doesn't take the token for a bad one", async () => {
		const { keys, tokens, login, now } = openWorld();
		const { url } = await publish(keys);
		const verifier = createTokenVerifier({ issuer, audience, jwksUri: url, alive: "never", now });
		for (const server of servers.splice(0)) await once(server.close(), "close");
		const { accessToken } = await tokens.issue(await login());
		await expect(verifier.verify(accessToken)).rejects.toMatchObject({ status: 503, reason: "keys-unavailable" });
	});

	test("to servers of web requests, for others to keep for as long as rotation allows", async () => {
		const { keys } = openWorld({ keys: { rotateEvery: "1h", overlap: "10m" } });
		const handler = jwksHandler(keys);
		const response = await handler(new Request(`${issuer}/.well-known/jwks.json`));
		expect(response.status).toBe(200);
		expect(response.headers.get("content-type")).toBe("application/jwk-set+json");
		expect(response.headers.get("cache-control")).toBe("public, max-age=150");
		expect(await response.json()).toEqual(await keys.published());
		expect((await handler(new Request(issuer, { method: "POST" }))).status).toBe(405);
	});
});
