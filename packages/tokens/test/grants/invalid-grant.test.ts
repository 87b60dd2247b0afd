/** A provider that says that a refresh token isn't good. */

import type { OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryLedger, type TokenProvider, TokenRefreshError } from "../../src/index.ts";
import { counted } from "./counted.ts";
import { createSetting, startAcme, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme();
});
afterAll(() => acme.stop());

const invalidGrant = () => new TokenRefreshError("no", { advice: "sign-in", reason: "invalid_grant" });

test("ends the grant when nothing has happened to it meanwhile, and says why; the session goes on", async () => {
	const { clock, server, told } = createSetting(acme);
	const { tokens, read, signIn, sessions } = server();
	const { id, granted } = await signIn();
	await sessions.update(id, (data) => ({ ...data, cart: ["tea"] }));
	clock.now += untilOver;
	const { provider } = createSetting(acme);
	await provider.revoke(granted.refresh_token, "refresh_token");
	const error = { code: "token-refresh", reason: "invalid_grant", advice: "sign-in", status: 401 };
	const early = await read(id);
	await expect(tokens.getAccessToken(await read(id))).rejects.toMatchObject(error);
	for (const session of [early, await read(id)]) {
		await expect(tokens.getAccessToken(session)).rejects.toMatchObject(error);
	}
	expect(await read(id)).toMatchObject({ end: null, data: { cart: ["tea"] } });
	const [grant] = await tokens.describe(await read(id));
	expect(grant).toMatchObject({ ended: { reason: "invalid_grant", at: clock.now }, refreshable: false, version: 2 });
	expect(grant?.history).toMatchObject([{ reason: "expired", outcome: "invalid_grant", version: 2 }]);
	expect(told().slice(1)).toEqual([
		{ type: "token.grant-ended", provider: "acme", reason: "invalid_grant" },
		{ type: "token.refresh-failed", provider: "acme", reason: "expired", error: "invalid_grant" },
	]);
});

test("takes nothing from whoever was faster", async () => {
	const setting = createSetting(acme);
	const winner = setting.server();
	// Without a lock between them: the loser's ledger is another one.
	const { id } = await winner.signIn();
	let won: string | undefined;
	const around = (provider: TokenProvider): TokenProvider => ({
		...provider,
		async refresh() {
			won = (await winner.tokens.getAccessToken(await winner.read(id))).accessToken;
			throw invalidGrant();
		},
	});
	const loser = setting.server({ around, ledger: memoryLedger() });
	setting.clock.now += untilOver;
	const { accessToken } = await loser.tokens.getAccessToken(await loser.read(id));
	expect(accessToken).toBe(won);
	expect(await winner.tokens.describe(await winner.read(id))).toMatchObject([{ ended: null, version: 2 }]);
});

test("a late answer doesn't overwrite newer tokens", async () => {
	const lax = await startAcme({ rotate: false });
	const setting = createSetting(lax);
	const winner = setting.server();
	const { id } = await winner.signIn();
	let won: string | undefined;
	const around = (provider: TokenProvider): TokenProvider => ({
		...provider,
		async refresh(request) {
			const response = await provider.refresh(request);
			won = (await winner.tokens.getAccessToken(await winner.read(id))).accessToken;
			return response;
		},
	});
	const loser = setting.server({ around, ledger: memoryLedger() });
	setting.clock.now += untilOver;
	expect((await loser.tokens.getAccessToken(await loser.read(id))).accessToken).toBe(won);
	const [grant] = await winner.tokens.describe(await winner.read(id));
	expect(grant).toMatchObject({ version: 2, ended: null });
	expect(await setting.provider.introspect(won ?? "")).toMatchObject({ active: true });
	await lax.stop();
});

test("no refresh token: the token is served for as long as it works, and then the user has to sign in", async () => {
	const ledger = counted(memoryLedger());
	const { clock, server, told } = createSetting(acme, { ledger: ledger.target });
	const { tokens, read, sessions } = server();
	const { session } = await sessions.create({ userId: "ann" });
	await tokens.keep(await read(session.id), "acme", {
		...{ accessToken: "online", tokenType: "Bearer" as const, refreshToken: null, idToken: null, scope: null },
		expiresAt: clock.now + 3_600_000,
	});
	clock.now += untilOver - 60_000;
	expect(await tokens.getAccessToken(await read(session.id))).toMatchObject({ accessToken: "online" });
	clock.now += 60_000;
	await expect(tokens.getAccessToken(await read(session.id))).rejects.toMatchObject({
		...{ reason: "no-refresh-token", advice: "sign-in" },
	});
	expect([told(), ledger.calls]).toEqual([[{ type: "token.granted", provider: "acme" }], []]);
});
