/** What becomes of tokens when their session ends, or they are given up. */

import type { OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProvider, type Ledger, memoryLedger, type TokenProvider, type TokenResponse } from "../../src/index.ts";
import { createSetting, startAcme, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme();
});
afterAll(() => acme.stop());

/** Whether the provider still takes these tokens. Asked anew each time. */
async function areActive(...tokens: (string | null | undefined)[]): Promise<boolean[]> {
	const { client_id: clientId, client_secret: clientSecret } = acme.client;
	const provider = createProvider({ issuer: acme.issuer, clientId, clientSecret, development: true });
	return Promise.all(tokens.map(async (token) => (await provider.introspect(token ?? "")).active));
}

/** Stops each refresh when the provider has answered, until it is let go on. */
function createGate() {
	const answered = Promise.withResolvers<TokenResponse>();
	const { promise, resolve: open } = Promise.withResolvers<void>();
	const around = (provider: TokenProvider): TokenProvider => ({
		...provider,
		async refresh(request) {
			const response = await provider.refresh(request);
			answered.resolve(response);
			await promise;
			return response;
		},
	});
	return { answered: answered.promise, open, around };
}

describe("while its refresh is in flight", () => {
	test("O4: a session that is revoked stays ended, and the new tokens are revoked at the provider", async () => {
		const left: string[] = [];
		const memory = memoryLedger();
		const ledger: Ledger = {
			...memory,
			put(key, ...rest) {
				if (key.startsWith("successor:")) left.push(key);
				return memory.put(key, ...rest);
			},
		};
		const setting = createSetting(acme, { ledger });
		const gate = createGate();
		const [one, other] = [setting.server({ around: gate.around }), setting.server()];
		const { id } = await one.signIn();
		const bystander = await one.signIn();
		setting.clock.now += untilOver;
		const session = await one.read(id);
		const asked = [1, 2, 3].map(() => one.tokens.getAccessToken(session));
		const { accessToken, refreshToken } = await gate.answered;
		expect(await areActive(accessToken, refreshToken)).toEqual([true, true]);
		await other.sessions.end(id);
		gate.open();
		for (const result of await Promise.allSettled(asked)) {
			expect(result).toMatchObject({ status: "rejected", reason: { reason: "session-ended", advice: "sign-in" } });
		}
		expect(await areActive(accessToken, refreshToken)).toEqual([false, false]);
		expect(await one.read(id)).toMatchObject({ data: {}, end: { reason: "revoked" } });
		expect(left).toHaveLength(1);
		expect(await ledger.get(left[0]!)).toBeNull();
		expect(setting.told().slice(2)).toEqual([
			{ type: "token.revoked", provider: "acme", reason: "session-ended", failed: false },
			{ type: "token.refresh-failed", provider: "acme", reason: "expired", error: "session-ended" },
		]);
		const served = await one.tokens.getAccessToken(await one.read(bystander.id));
		expect(await areActive(served.accessToken)).toEqual([true]);
	});

	test("the provider that fails to revoke them is reported, not thrown", async () => {
		const setting = createSetting(acme);
		const gate = createGate();
		const around = (provider: TokenProvider): TokenProvider => ({
			...gate.around(provider),
			revoke: () => Promise.reject(new Error("it is down")),
		});
		const { tokens, sessions, read, signIn } = setting.server({ around });
		const { id } = await signIn();
		setting.clock.now += untilOver;
		const asked = tokens.getAccessToken(await read(id));
		await gate.answered;
		await sessions.end(id);
		gate.open();
		await expect(asked).rejects.toMatchObject({ reason: "session-ended" });
		expect(setting.told()[1]).toEqual({
			...{ type: "token.revoked", provider: "acme" },
			reason: "session-ended",
			failed: true,
		});
	});

	test("a new sign-in in the same session wins, and keeps its tokens", async () => {
		const setting = createSetting(acme);
		const gate = createGate();
		const [one, other] = [setting.server({ around: gate.around }), setting.server()];
		const { id } = await one.signIn();
		setting.clock.now += untilOver;
		const asked = one.tokens.getAccessToken(await one.read(id));
		await gate.answered;
		const again = await acme.signIn("ann");
		await other.tokens.keep(await other.read(id), "acme", {
			...{ accessToken: again.access_token, refreshToken: again.refresh_token, tokenType: "Bearer" as const },
			...{ expiresAt: setting.clock.now + 3_600_000, idToken: null, scope: null },
		});
		gate.open();
		expect((await asked).accessToken).toBe(again.access_token);
		expect(await areActive(again.access_token, again.refresh_token)).toEqual([true, true]);
	});

	test("tokens that are revoked wait for it, and what it brought is revoked with them", async () => {
		const setting = createSetting(acme);
		const gate = createGate();
		const [one, other] = [setting.server({ around: gate.around }), setting.server()];
		const { id } = await one.signIn();
		setting.clock.now += untilOver;
		const asked = one.tokens.getAccessToken(await one.read(id));
		const { accessToken, refreshToken } = await gate.answered;
		const revoked = other.tokens.revoke(await other.read(id), { reason: "disconnected" });
		gate.open();
		await Promise.all([asked, revoked]);
		expect(await areActive(accessToken, refreshToken)).toEqual([false, false]);
		const late = one.tokens.getAccessToken(await one.read(id));
		await expect(late).rejects.toMatchObject({ reason: "disconnected", advice: "sign-in" });
	});
});

describe("T7: tokens that are revoked", () => {
	test("are revoked at the provider with all that came of them, and the session goes on", async () => {
		const setting = createSetting(acme);
		const { tokens, read, signIn } = setting.server();
		const { id, granted } = await signIn();
		setting.clock.now += untilOver;
		const { accessToken } = await tokens.getAccessToken(await read(id));
		await tokens.revoke(await read(id));
		expect(await areActive(granted.access_token, granted.refresh_token, accessToken)).toEqual([false, false, false]);
		expect(await read(id)).toMatchObject({ end: null });
		expect(await tokens.describe(await read(id))).toMatchObject([
			{
				provider: "acme",
				subject: "ann",
				version: 3,
				accessTokens: [],
				refreshable: false,
				ended: { reason: "revoked" },
			},
		]);
		expect(setting.told().at(-1)).toEqual({
			type: "token.revoked",
			provider: "acme",
			reason: "revoked",
			failed: false,
		});
		await tokens.revoke(await read(id));
		expect(setting.events.filter(({ type }) => type === "token.revoked")).toHaveLength(1);
	});

	test("stay when the provider fails, so that it can be tried again", async () => {
		const setting = createSetting(acme);
		const { tokens, read, signIn } = setting.server();
		const { id, granted } = await signIn();
		acme.faults.always("revocation", { status: 400, body: '{"error":"invalid_request"}' });
		await expect(tokens.revoke(await read(id))).rejects.toMatchObject({ code: "token-revocation", advice: "alert" });
		acme.faults.clear();
		const { accessToken } = await tokens.getAccessToken(await read(id));
		expect(accessToken).toBe(granted.access_token);
		await tokens.revoke(await read(id));
		expect(await areActive(granted.access_token)).toEqual([false]);
	});

	test("go with the session at signOut, also when the provider fails", async () => {
		const setting = createSetting(acme);
		const { tokens, read, signIn } = setting.server();
		const [one, other] = [await signIn(), await signIn()];
		await tokens.signOut(await read(one.id));
		expect(await areActive(one.granted.access_token, one.granted.refresh_token)).toEqual([false, false]);
		expect(await read(one.id)).toMatchObject({ data: {}, end: { reason: "logout" } });
		expect(await areActive(other.granted.access_token)).toEqual([true]);
		acme.faults.always("revocation", { status: 400, body: "{}" });
		await tokens.signOut(await read(other.id));
		acme.faults.clear();
		expect(await read(other.id)).toMatchObject({ data: {}, end: { reason: "logout" } });
		expect(setting.told().at(-1)).toMatchObject({ type: "token.revoked", failed: true });
	});

	test("a session that has ended has none", async () => {
		const { server } = createSetting(acme);
		const { tokens, sessions, read, signIn } = server();
		const { id } = await signIn();
		await sessions.end(id);
		const ended = await read(id);
		await expect(tokens.getAccessToken(ended)).rejects.toMatchObject({ reason: "no-grant", status: 401 });
		expect(await tokens.describe(ended)).toEqual([]);
	});
});
