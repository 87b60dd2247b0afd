import type { SessionStore } from "@sojourn/core";
import { memoryStore } from "@sojourn/core";
import type { OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createSetting, startAcme, untilDue, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme({ latency: 20 });
});
afterAll(() => acme.stop());

/** A store that counts what is asked of it. */
function counted(store: SessionStore) {
	const calls: string[] = [];
	const counting = Object.fromEntries(
		Object.entries(store).map(([name, call]) => [
			name,
			(...parameters: unknown[]) => {
				calls.push(name);
				return (call as (...all: unknown[]) => unknown)(...parameters);
			},
		]),
	) as unknown as SessionStore;
	return { store: counting, calls };
}

const spends = () => acme.spends.refreshed;

describe("a token that is fresh", () => {
	test("asks neither the store, nor the ledger, nor the provider", async () => {
		const { store, calls } = counted(memoryStore());
		const setting = createSetting(acme, { store });
		const { tokens, read, signIn } = setting.server();
		const { id, granted } = await signIn();
		const another = setting.server();
		const session = await read(id);
		calls.length = 0;
		const asked = acme.requests("token");
		for (const server of [tokens, another.tokens, tokens]) {
			expect(await server.getAccessToken(session)).toEqual({
				...{ accessToken: granted.access_token, tokenType: "Bearer" },
				...{ expiresAt: setting.clock.now + 3_600_000, scope: "openid offline_access" },
			});
		}
		expect(calls).toEqual([]);
		expect(acme.requests("token")).toBe(asked);
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
		const { clock, server } = createSetting(acme);
		const { tokens, read, signIn } = server();
		const { id, granted } = await signIn();
		clock.now += untilOver;
		const before = spends();
		const sessions = await Promise.all(Array.from({ length: 50 }, () => read(id)));
		const served = await Promise.all(sessions.map((session) => tokens.getAccessToken(session)));
		expect(new Set(served.map(({ accessToken }) => accessToken)).size).toBe(1);
		expect(served[0]?.accessToken).not.toBe(granted.access_token);
		expect(spends() - before).toBe(1);
	});
});
