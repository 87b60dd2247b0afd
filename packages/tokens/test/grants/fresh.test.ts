/** Which token is given to whom, and at what cost. */

import { memoryStore } from "@sojourn/core";
import type { OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { memoryLedger } from "../../src/index.ts";
import { askForToken, fingerprint, startApplication } from "./application.ts";
import { counted } from "./counted.ts";
import { createSetting, startAcme, untilDue, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme({ latency: 20 });
});
afterAll(() => acme.stop());

const spends = () => acme.spends.refreshed + acme.spends.refused + acme.spends.reused;
const api = "https://api.example.org";

/** A setting in which everything that is asked of others is counted. */
function createCounted() {
	const store = counted(memoryStore());
	const ledger = counted(memoryLedger());
	const setting = createSetting(acme, { store: store.target, ledger: ledger.target });
	return {
		...setting,
		/** What work asks of the store, the ledger and the provider. */
		async cost(work: () => Promise<unknown>) {
			store.calls.length = 0;
			ledger.calls.length = 0;
			const before = spends();
			await work();
			return { store: [...store.calls], ledger: [...ledger.calls], spends: spends() - before };
		},
	};
}

const nothing = { store: [], ledger: [], spends: 0 };

describe("a token that is fresh", () => {
	test("asks neither the store, nor the ledger, nor the provider", async () => {
		const { clock, server, cost } = createCounted();
		const [one, other] = [server(), server()];
		const { id, granted } = await one.signIn();
		const session = await one.read(id);
		const asked = await cost(async () => {
			for (const { tokens } of [one, other, one]) {
				expect(await tokens.getAccessToken(session)).toEqual({
					...{ accessToken: granted.access_token, tokenType: "Bearer" },
					...{ expiresAt: clock.now + 3_600_000, scope: "openid offline_access" },
				});
			}
		});
		expect(asked).toEqual(nothing);
	});

	test("costs a request no more than the one read of its session", async () => {
		const { server, cost } = createCounted();
		const { sessions, tokens, signIn } = server();
		const { cookie, granted } = await signIn();
		const application = await startApplication(sessions, tokens);
		const asked = await cost(async () => {
			const answer = await askForToken(application.url, cookie);
			expect(answer).toMatchObject({ status: 200, token: fingerprint(granted.access_token) });
		});
		expect(asked).toEqual({ ...nothing, store: ["read"] });
		await application.close();
	});

	test("is served to the request that signed in, before its session is read again", async () => {
		const { server, cost } = createCounted();
		const { sessions, tokens } = server();
		const { session } = await sessions.create({ userId: "ann" });
		const stored = await sessions.read(session.id);
		const response = { tokenType: "Bearer", expiresAt: null, refreshToken: null, idToken: null, scope: null } as const;
		await tokens.keep(stored!, "acme", { ...response, accessToken: "one" });
		expect(await cost(() => tokens.getAccessToken(stored!))).toEqual(nothing);
	});

	test("of unknown life is served until the API refuses it", async () => {
		const { clock, server } = createSetting(acme);
		const { tokens, sessions, read } = server();
		const { session } = await sessions.create({ userId: "ann" });
		const granted = await acme.signIn("ann");
		const held = { tokenType: "Bearer", expiresAt: null, idToken: null, scope: null } as const;
		await tokens.keep(await read(session.id), "acme", {
			...{ ...held, accessToken: "of unknown life", refreshToken: granted.refresh_token },
		});
		clock.now += 365 * 86_400_000;
		const later = await read(session.id);
		expect(await tokens.getAccessToken(later)).toMatchObject({ accessToken: "of unknown life", expiresAt: null });
		const forced = await tokens.getAccessToken(later, { force: true });
		expect(forced.accessToken).not.toBe("of unknown life");
		expect(forced.expiresAt).toBe(clock.now + 3_600_000);
	});
});

describe("a token that is about to expire", () => {
	test("is served, and refreshed behind it, once", async () => {
		const { clock, server, told } = createSetting(acme);
		const { tokens, read, signIn } = server();
		const { id, granted } = await signIn();
		clock.now += untilDue;
		const before = spends();
		const sessions = await Promise.all(Array.from({ length: 10 }, () => read(id)));
		const served = await Promise.all(sessions.map((session) => tokens.getAccessToken(session)));
		expect(new Set(served.map(({ accessToken }) => accessToken))).toEqual(new Set([granted.access_token]));
		await vi.waitUntil(() => told().some(({ type }) => type === "token.refreshed"));
		const after = await tokens.getAccessToken(await read(id));
		expect(after.accessToken).not.toBe(granted.access_token);
		expect(spends() - before).toBe(1);
		expect(told().slice(1)).toEqual([{ type: "token.refreshed", provider: "acme", reason: "proactive", version: 2 }]);
	});
});

describe("a token that has expired", () => {
	test("is refreshed before anybody gets one, once for all", async () => {
		const { clock, server, cost } = createCounted();
		const { tokens, read, signIn } = server();
		const { id, granted } = await signIn();
		clock.now += untilOver;
		const sessions = await Promise.all(Array.from({ length: 50 }, () => read(id)));
		const served = new Set<string>();
		const { store, ledger, spends } = await cost(async () => {
			const all = await Promise.all(sessions.map((session) => tokens.getAccessToken(session)));
			for (const { accessToken } of all) served.add(accessToken);
		});
		expect([...served]).not.toContain(granted.access_token);
		expect([served.size, spends]).toEqual([1, 1]);
		expect(store).toEqual(["read", "read", "update"]);
		expect(ledger).toEqual(["put", "get", "put", "remove"]);
	});

	test("whoever read the session before gets the successor, for nothing", async () => {
		const { clock, server, cost } = createCounted();
		const { tokens, read, signIn } = server();
		const { id } = await signIn();
		clock.now += untilOver;
		const late = await Promise.all([read(id), read(id)]);
		const first = await tokens.getAccessToken(await read(id));
		clock.now += 4 * 60_000;
		for (const session of late) {
			const asked = await cost(async () => expect(await tokens.getAccessToken(session)).toEqual(first));
			expect(asked).toEqual(nothing);
		}
	});

	test("after the grace period, they read it from the session, and spend nothing", async () => {
		const { clock, server, cost } = createCounted();
		const { tokens, read, signIn } = server();
		const { id } = await signIn();
		clock.now += untilOver;
		const late = await read(id);
		const first = await tokens.getAccessToken(await read(id));
		clock.now += 6 * 60_000;
		const asked = await cost(async () => expect(await tokens.getAccessToken(late)).toEqual(first));
		expect(asked).toMatchObject({ store: ["read"], spends: 0 });
	});

	test("another server's late requests find the successor in the session", async () => {
		const { clock, server, cost } = createCounted();
		const [one, other] = [server(), server()];
		const { id } = await one.signIn();
		clock.now += untilOver;
		const late = await other.read(id);
		const first = await one.tokens.getAccessToken(await one.read(id));
		const asked = await cost(async () => expect(await other.tokens.getAccessToken(late)).toEqual(first));
		expect(asked).toMatchObject({ store: ["read"], spends: 0 });
	});

	test("a clock that is somewhat behind or ahead makes no difference", async () => {
		const setting = createSetting(acme);
		const { id } = await setting.server().signIn();
		const { now } = setting.clock;
		const granted = await setting.server().tokens.getAccessToken(await setting.server().read(id));
		for (const skew of [-4_000, 4_000]) {
			const skewed = setting.server({ now: () => now + skew });
			expect(await skewed.tokens.getAccessToken(await skewed.read(id))).toEqual(granted);
		}
		setting.clock.now = (granted.expiresAt ?? 0) - 4_000;
		const next = await setting.server().tokens.getAccessToken(await setting.server().read(id));
		expect(next.accessToken).not.toBe(granted.accessToken);
	});
});

describe("force: the API refused the token", () => {
	test("it isn't given out again, and all who hold it get the same new one", async () => {
		const { server, cost, told } = createCounted();
		const [one, other] = [server(), server()];
		const { id, granted } = await one.signIn();
		const all = await Promise.all(
			[one, one, one, other, other].map(async (s) => ({ ...s, session: await s.read(id) })),
		);
		for (const { tokens, session } of all) {
			expect((await tokens.getAccessToken(session)).accessToken).toBe(granted.access_token);
		}
		const served = new Set<string>();
		const { spends } = await cost(async () => {
			const forced = all.map(({ tokens, session }) => tokens.getAccessToken(session, { force: true }));
			for (const { accessToken } of await Promise.all(forced)) served.add(accessToken);
		});
		expect([served.size, spends]).toEqual([1, 1]);
		expect(served).not.toContain(granted.access_token);
		expect(told().at(-1)).toEqual({ type: "token.refreshed", provider: "acme", reason: "forced", version: 2 });
	});

	test("who finds out later gets the new one, and whoever got that and is refused gets another", async () => {
		const { server, cost } = createCounted();
		const { tokens, read, signIn } = server();
		const { id } = await signIn();
		const [one, other] = [await read(id), await read(id)];
		for (const session of [one, other]) await tokens.getAccessToken(session);
		const second = await tokens.getAccessToken(one, { force: true });
		expect(await cost(async () => expect(await tokens.getAccessToken(other, { force: true })).toEqual(second))).toEqual(
			nothing,
		);
		const third = await tokens.getAccessToken(other, { force: true });
		expect(third.accessToken).not.toBe(second.accessToken);
		expect(await tokens.getAccessToken(await read(id))).toEqual(third);
	});

	test("who joins a refresh that brings the very token that was refused gets another one", async () => {
		const { server } = createSetting(acme);
		const [one, other] = [server(), server()];
		const { id } = await one.signIn();
		const [early, late] = [await other.read(id), await other.read(id)];
		await other.tokens.getAccessToken(early);
		const second = await one.tokens.getAccessToken(await one.read(id), { force: true });
		const newest = await other.read(id);
		expect(await other.tokens.getAccessToken(newest)).toEqual(second);
		const [forEarly, forNewest] = await Promise.all([
			other.tokens.getAccessToken(early, { force: true }),
			other.tokens.getAccessToken(newest, { force: true }),
		]);
		expect(forEarly).toEqual(second);
		expect(forNewest).not.toEqual(second);
		expect(await other.tokens.getAccessToken(late)).toEqual(forNewest);
	});
});

describe("several tokens", () => {
	test("each API and scope has its own, all of one refresh token", async () => {
		const { clock, server, cost } = createCounted();
		const { tokens, read, signIn } = server();
		const { id } = await signIn("ann", { resource: api, scope: "openid offline_access read write" });
		const session = await read(id);
		const { spends } = await cost(async () => {
			const own = await tokens.getAccessToken(session);
			expect(await tokens.getAccessToken(session, { resource: api })).toEqual(own);
			const less = await Promise.all([
				tokens.getAccessToken(session, { scope: "openid read" }),
				tokens.getAccessToken(session, { scope: "read  openid" }),
			]);
			expect(less[0]).toEqual(less[1]);
			expect(less[0].accessToken).not.toBe(own.accessToken);
			expect(await tokens.getAccessToken(session)).toEqual(own);
		});
		expect(spends).toBe(1);
		clock.now += untilOver;
		const later = await read(id);
		const { spends: both } = await cost(() =>
			Promise.all([tokens.getAccessToken(later), tokens.getAccessToken(later, { scope: "openid read" })]),
		);
		expect(both).toBe(2);
		expect(acme.spends.reused).toBe(0);
	});

	test("of several providers one has to be named, unless only one of them is alive", async () => {
		const setting = createSetting(acme);
		const providers = { acme: setting.provider, other: setting.provider };
		const { tokens, read, signIn } = setting.server({ providers });
		const { id, granted } = await signIn();
		const another = { tokenType: "Bearer", refreshToken: null, idToken: null, scope: null } as const;
		await tokens.keep(await read(id), "other", { ...another, accessToken: "other", expiresAt: null });
		const session = await read(id);
		await expect(tokens.getAccessToken(session)).rejects.toMatchObject({
			code: "invalid-argument",
			message: "The session has tokens of acme and other: say which as provider.",
		});
		expect(await tokens.getAccessToken(session, { provider: "other" })).toMatchObject({ accessToken: "other" });
		const found = await tokens.getAccessToken(session, { provider: "acme" });
		expect(found.accessToken).toBe(granted.access_token);
		await tokens.revoke(session, { provider: "other" });
		expect(await tokens.getAccessToken(await read(id))).toEqual(found);
	});

	test("refreshes of different providers in one session don't lose each other's tokens", async () => {
		const setting = createSetting(acme);
		const providers = { acme: setting.provider, other: setting.provider };
		const servers = [setting.server({ providers }), setting.server({ providers })] as const;
		const { id } = await servers[0].signIn();
		const second = await acme.signIn("ann");
		await servers[0].tokens.keep(await servers[0].read(id), "other", {
			...{ accessToken: second.access_token, refreshToken: second.refresh_token, tokenType: "Bearer" as const },
			...{ expiresAt: setting.clock.now + 1000, idToken: null, scope: null },
		});
		setting.clock.now += untilOver;
		const names = ["acme", "other"];
		const got = await Promise.all(
			names.map(async (provider, index) => {
				const { tokens, read } = servers[index]!;
				return tokens.getAccessToken(await read(id), { provider });
			}),
		);
		for (const [index, provider] of names.entries()) {
			const { tokens, read } = setting.server({ providers });
			expect(await tokens.getAccessToken(await read(id), { provider })).toEqual(got[index]);
		}
	});
});
