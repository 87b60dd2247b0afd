/** Refresh tokens of one's own: each is used once, all who use it at once agree, and a copy is noticed (T2). */

import { createSessions, encryptedStore, type SessionEvent } from "@sojourn/core";
import fc from "fast-check";
import { decodeJwt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import type { TokenEvent } from "../../src/index.ts";
import {
	createRefreshTokens,
	type RefreshProblem,
	type RefreshTokens,
	type RefreshTokensOptions,
	refreshKey,
	type TokenPair,
} from "../../src/issuer/index.ts";
import { day, minute, openWorld, second, secrets } from "./world.ts";

function open(options: Partial<RefreshTokensOptions> = {}) {
	const events: TokenEvent[] = [];
	const ends: SessionEvent[] = [];
	const plugin = {
		name: "witness",
		observe: (event: SessionEvent) => void (event.type === "session.ended" && ends.push(event)),
	};
	const world = openWorld({ sessions: { idleTimeout: "30d", absoluteTimeout: "90d", plugins: [plugin] } });
	const { sessions, now, tokens } = world;
	const report = (event: TokenEvent) => void events.push(event);
	const refreshTokens = createRefreshTokens({ sessions, secrets, issuer: tokens, now, report, ...options });
	const begin = async () => {
		const session = await world.login();
		return { session, pair: await refreshTokens.issue(session) };
	};
	return { ...world, refreshTokens, events, ends, begin };
}

let world: ReturnType<typeof open>;
let refreshTokens: RefreshTokens;
beforeEach(() => {
	world = open();
	({ refreshTokens } = world);
});

const refused = (call: Promise<unknown>, reason: RefreshProblem) =>
	expect(call).rejects.toMatchObject({ code: "token-refresh", advice: "sign-in", status: 401, reason });

/** What is stored of a session's chain. */
async function chainOf(id: string) {
	const session = await world.sessions.read(id);
	return (session as { data: { [refreshKey]: { newest: string } } } | null)?.data[refreshKey];
}

async function next({ refreshToken }: TokenPair): Promise<TokenPair> {
	return refreshTokens.refresh(refreshToken);
}

describe("T2: a chain", () => {
	test("gives a new pair for each refresh token, for as long as the session lives", async () => {
		const { clock, sessions, verifier } = world;
		let { session, pair } = await world.begin();
		const seen = new Set<string>();
		for (let time = 0; time < 100; time++) {
			expect(await verifier.verify(pair.accessToken)).toMatchObject({ sid: session.id, sub: "ada" });
			expect(pair.expiresAt).toBe(clock.time + 10 * minute);
			seen.add(pair.refreshToken);
			clock.time += 10 * minute;
			pair = await next(pair);
		}
		expect(seen.size).toBe(100);
		expect(await sessions.read(session.id)).toMatchObject({ end: null });
		clock.time = session.expiresAt + 5 * second;
		await refused(next(pair), "unknown");
	});

	test("counts as activity: the session isn't idle while its client refreshes", async () => {
		const { clock, sessions } = world;
		let { session, pair } = await world.begin();
		for (let time = 0; time < 3; time++) {
			clock.time += 20 * day;
			pair = await next(pair);
		}
		expect(await sessions.read(session.id)).toMatchObject({ lastSeenAt: clock.time, end: null });
	});

	test("keeps what was granted, and gives less of it when asked for less", async () => {
		const { login, verifier } = world;
		const grant = { scope: "orders:read orders:write", clientId: "till", audience: "https://api.example.com" };
		const pair = await refreshTokens.issue(await login(), { ...grant, claims: { tenant: "blue" } });
		expect(decodeJwt(pair.accessToken)).toMatchObject({ scope: grant.scope, client_id: "till", tenant: "blue" });
		const less = await refreshTokens.refresh(pair.refreshToken, { scope: "orders:read", claims: { tenant: "red" } });
		expect(await verifier.verify(less.accessToken)).toMatchObject({ scope: "orders:read", tenant: "red" });
		const again = await refreshTokens.refresh(less.refreshToken, { clientId: "till" });
		expect(decodeJwt(again.accessToken)).toMatchObject({ scope: grant.scope, client_id: "till" });
		expect(decodeJwt(again.accessToken)).not.toHaveProperty("tenant");
		await expect(refreshTokens.refresh(again.refreshToken, { scope: "orders:read admin" })).rejects.toMatchObject({
			code: "invalid-argument",
		});
		await refused(refreshTokens.refresh(again.refreshToken, { clientId: "other" }), "other-client");
		await refreshTokens.refresh(again.refreshToken);
	});

	test("of a session that is issued tokens anew takes the place of the one before, and ends nothing", async () => {
		const { sessions } = world;
		const { session, pair } = await world.begin();
		const newer = await next(await refreshTokens.issue(session));
		await refused(next(pair), "superseded");
		await next(newer);
		expect(await sessions.read(session.id)).toMatchObject({ end: null });
	});

	test("that the application threw away with its data doesn't come back, and ends nothing", async () => {
		const { sessions } = world;
		const { session, pair } = await world.begin();
		await sessions.update(session.id, () => ({ cart: [] }));
		for (let time = 0; time < 2; time++) await refused(next(pair), "superseded");
		expect(await sessions.read(session.id)).toMatchObject({ end: null, data: { cart: [] } });
		await next(await refreshTokens.issue(session));
	});

	test("ends after a while without use, if so configured", async () => {
		const { clock, ...rest } = open({ ttl: "14d" });
		({ refreshTokens } = rest);
		let { pair } = await rest.begin();
		for (let time = 0; time < 3; time++) {
			clock.time += 13 * day;
			pair = await next(pair);
		}
		clock.time += 14 * day + 5 * second;
		await refused(next(pair), "unknown");
	});
});

describe("T2: a token that was replaced", () => {
	test("is good for the same successor, to the letter, by whoever comes within 5 minutes", async () => {
		const { clock, events, sessions } = world;
		const { session, pair } = await world.begin();
		const { refreshToken: successor } = await next(pair);
		for (const time of [0, minute, 2 * minute, 2 * minute]) {
			clock.time += time;
			const late = await next(pair);
			expect(late.refreshToken).toBe(successor);
			expect(await world.verifier.verify(late.accessToken)).toMatchObject({ sid: session.id });
		}
		expect(events).toEqual([]);
		expect(await sessions.read(session.id)).toMatchObject({ end: null });
	});

	test("isn't good for longer because it was used meanwhile: then it is theft, and the session ends", async () => {
		const { clock, events, ends, sessions } = world;
		const { session, pair } = await world.begin();
		const newest = await next(pair);
		for (let time = 0; time < 5; time++) {
			clock.time += minute;
			await next(pair);
		}
		clock.time += 1;
		await refused(next(pair), "reused");
		expect(await sessions.read(session.id)).toMatchObject({ end: { state: "destroyed", reason: "token-reuse" } });
		expect(events).toEqual([
			{ type: "token.reused", at: clock.time, sessionId: session.id, userId: "ada", details: { generation: 1 } },
		]);
		expect(ends).toHaveLength(1);
		// The thief's and the owner's alike.
		await refused(next(newest), "session-ended");
		await refused(next(pair), "session-ended");
		expect(events).toHaveLength(1);
	});

	test("twice is theft at any time", async () => {
		const { events, sessions } = world;
		const { session, pair } = await world.begin();
		await next(await next(pair));
		await refused(next(pair), "reused");
		expect(await sessions.read(session.id)).toMatchObject({ end: { reason: "token-reuse" } });
		expect(events).toHaveLength(1);
	});

	test("by an answer that got lost is still good: the client asks again", async () => {
		const { clock, events } = world;
		let { pair } = await world.begin();
		for (let time = 0; time < 10; time++) {
			await next(pair); // lost
			clock.time += 4 * minute;
			pair = await next(pair);
			clock.time += 10 * minute;
		}
		expect(events).toEqual([]);
	});

	test("a listener that throws changes nothing", async () => {
		const { begin, sessions, refreshTokens } = open({
			report: () => {
				throw new Error("full disk");
			},
		});
		const { session, pair } = await begin();
		const { refreshToken } = await refreshTokens.refresh(pair.refreshToken);
		await refreshTokens.refresh(refreshToken);
		await refused(refreshTokens.refresh(pair.refreshToken), "reused");
		expect(await sessions.read(session.id)).toMatchObject({ end: { reason: "token-reuse" } });
	});
});

test("T2: whatever an honest client loses or sends twice within the grace period, it is never logged out", async () => {
	type Step = "refresh" | "lost" | "twice" | "wait";
	const step = fc.constantFrom<Step>("refresh", "lost", "twice", "wait");
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
			world = open();
			({ refreshTokens } = world);
			let { pair } = await world.begin();
			for (const step of steps) {
				if (step === "wait") world.clock.time += 10 * minute;
				else if (step === "lost") {
					await next(pair);
					pair = await next(pair);
				} else if (step === "refresh") pair = await next(pair);
				else {
					const [one, other] = await Promise.all([next(pair), next(pair)]);
					expect(one.refreshToken).toBe(other.refreshToken);
					pair = one;
				}
			}
			expect(world.ends).toEqual([]);
		}),
		{ numRuns: 50 },
	);
});

test("T2: 50 requests at once with one token are given one successor", async () => {
	const { events } = world;
	const { pair } = await world.begin();
	const pairs = await Promise.all(Array.from({ length: 50 }, () => next(pair)));
	expect(new Set(pairs.map(({ refreshToken }) => refreshToken)).size).toBe(1);
	expect(new Set(pairs.map(({ accessToken }) => accessToken)).size).toBe(50);
	await next(pairs[0] as TokenPair);
	expect(events).toEqual([]);
});

describe("a session that is over", () => {
	test("T7: ends what was issued for it, and nothing brings it back", async () => {
		const { sessions } = world;
		const { session, pair } = await world.begin();
		await sessions.end(session.id);
		await refused(next(pair), "session-ended");
		expect(await sessions.read(session.id)).toMatchObject({ end: { reason: "revoked" }, data: {} });
	});

	test("ends what was issued while a refresh was under way", async () => {
		const { sessions } = world;
		const { session, pair } = await world.begin();
		const outcomes = await Promise.allSettled([next(pair), sessions.end(session.id), next(pair)]);
		for (const outcome of outcomes) {
			if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ reason: "session-ended" });
		}
		expect(await sessions.read(session.id)).toMatchObject({ end: { reason: "revoked" }, data: {} });
		await refused(next(pair), "session-ended");
	});

	test("by its idle limit, too", async () => {
		const { clock } = world;
		const { pair } = await world.begin();
		clock.time += 31 * day;
		await refused(next(pair), "session-ended");
	});

	test("T7: a client gives its refresh token up, and with it all that was issued", async () => {
		const { sessions } = world;
		const { session, pair } = await world.begin();
		const newer = await next(pair);
		expect(await refreshTokens.revoke(newer.refreshToken)).toBe(true);
		expect(await refreshTokens.revoke(newer.refreshToken)).toBe(false);
		expect(await sessions.read(session.id)).toMatchObject({ end: { state: "invalidated", reason: "revoked" } });
		await refused(next(newer), "session-ended");
	});
});

describe("a forged one", () => {
	test("is known without the store, and ends nothing", async () => {
		const untouchable = {
			update: () => Promise.reject(new Error("The store was asked.")),
			end: () => Promise.reject(new Error("The store was asked.")),
		};
		const { begin, tokens, now } = world;
		const { session, pair } = await begin();
		const guarded = createRefreshTokens({ sessions: untouchable, secrets, issuer: tokens, now });
		const elsewhere = open({ secrets: "nDmyqGoMYtBTv2p9RzyDZ4jY2nLQ1xOwrGgJ0o3Nn4E=" });
		const foreign = (await elsewhere.begin()).pair.refreshToken;
		const kept = await chainOf(session.id);
		const long = "A".repeat(2 ** 20);
		const forged = [
			"",
			"a",
			long,
			pair.refreshToken + long,
			foreign,
			pair.accessToken,
			session.id,
			JSON.stringify(kept),
		];
		for (const text of [...forged, null, {}, 7] as string[]) {
			await refused(guarded.refresh(text), "unknown");
			expect(await guarded.revoke(text)).toBe(false);
		}
		await fc.assert(
			fc.asyncProperty(fc.nat(pair.refreshToken.length - 1), fc.string({ maxLength: 2 }), async (at, change) => {
				const text = pair.refreshToken.slice(0, at) + change + pair.refreshToken.slice(at + 1);
				fc.pre(text !== pair.refreshToken);
				await refused(guarded.refresh(text), "unknown");
			}),
			{ numRuns: 300 },
		);
	});

	test("isn't to be had from what is stored: no token is, but sealed for its session", async () => {
		const { sessions } = world;
		const { session, pair } = await world.begin();
		const newer = await next(pair);
		const stored = JSON.stringify(await sessions.read(session.id));
		for (const token of [pair.refreshToken, newer.refreshToken, newer.accessToken]) expect(stored).not.toContain(token);
		const newest = (await chainOf(session.id))?.newest as string;
		await refused(refreshTokens.refresh(newest), "unknown");
		const other = await world.begin();
		const copied = { [refreshKey]: { chain: 1, generation: 2, rotatedAt: world.clock.time, newest } };
		await sessions.update(other.session.id, (data) => ({ ...data, ...copied }));
		await refused(next(other.pair), "unknown");
	});
});

test("secrets are changed: tokens under the old one are good, and replaced under the new one", async () => {
	const { sessions, tokens, now } = world;
	const { pair } = await world.begin();
	const newer = "nDmyqGoMYtBTv2p9RzyDZ4jY2nLQ1xOwrGgJ0o3Nn4E=";
	const both = createRefreshTokens({ sessions, secrets: [newer, secrets], issuer: tokens, now });
	const { refreshToken } = await both.refresh(pair.refreshToken);
	const one = createRefreshTokens({ sessions, secrets: newer, issuer: tokens, now });
	await one.refresh(refreshToken);
	await refused(one.refresh(pair.refreshToken), "unknown");
});

test("a login that takes the visitor's data along doesn't take the chain along", async () => {
	const { sessions, login } = world;
	const { session, pair } = await world.begin();
	const { data } = (await sessions.read(session.id)) ?? { data: {} };
	const next = await login();
	await sessions.update(next.id, () => data);
	await sessions.end(session.id, { reason: "replaced" });
	await refused(refreshTokens.refresh(pair.refreshToken), "session-ended");
	const { refreshToken } = await refreshTokens.issue(next);
	await refreshTokens.refresh(refreshToken);
});

test("on a store that is encrypted, and with a schema that lets the chain through", async () => {
	const { store, now, tokens } = world;
	const strict = {
		"~standard": {
			version: 1,
			vendor: "test",
			validate: (value: unknown) => ({ value: { cart: (value as { cart?: string[] }).cart ?? [] } }),
		},
	} as const;
	const encrypted = encryptedStore(store, { secrets });
	const sessions = createSessions<object>({ store: encrypted, secrets, now, schema: strict });
	const closed = createRefreshTokens({ sessions, secrets, issuer: tokens, now });
	const { session } = await sessions.create({ userId: "ada" });
	await expect(closed.issue(session)).rejects.toMatchObject({
		code: "invalid-configuration",
		message: expect.stringContaining(refreshKey),
	});
	const through = {
		"~standard": { ...strict["~standard"], validate: (value: unknown) => ({ value: value as object }) },
	} as const;
	const open = createSessions<object>({ store: encrypted, secrets, now, schema: through });
	const opened = createRefreshTokens({ sessions: open, secrets, issuer: tokens, now });
	const { refreshToken } = await opened.issue((await open.create({ userId: "ada" })).session);
	await opened.refresh((await opened.refresh(refreshToken)).refreshToken);
});

test("options that can't be used are named, all at once", () => {
	const { sessions, tokens } = world;
	expect(() => createRefreshTokens({ sessions, secrets, issuer: tokens, grace: 0, ttl: "never" as "1s" })).toThrow(
		/grace is 0[\s\S]*ttl is never/,
	);
	expect(() => createRefreshTokens({ sessions, secrets: "short", issuer: tokens })).toThrow("too short");
});
