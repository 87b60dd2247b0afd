/** An access token that is valid, taken from the session: beside opening the cookie in which others keep the same tokens. */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSessions, memoryStore } from "@sojourn/core";
import { createTokens, memoryLedger, type TokenProvider, type TokenResponse } from "@sojourn/tokens";
import { sealData, unsealData } from "iron-session";
import { CompactEncrypt, compactDecrypt } from "jose";
import { cpuPerCall } from "./measure.ts";
import { type Benchmark, type Row, row } from "./row.ts";

/** As long as those of many providers: a JWT, an opaque refresh token, an ID token. */
const response: TokenResponse = {
	accessToken: randomBytes(600).toString("base64url"),
	tokenType: "Bearer",
	expiresAt: Date.now() + 3_600_000,
	refreshToken: randomBytes(48).toString("base64url"),
	idToken: randomBytes(600).toString("base64url"),
	scope: "openid profile offline_access",
};

const acme: TokenProvider = {
	issuer: "https://acme.example.com",
	refresh: () => assert.fail("A valid token needs no refresh."),
};

async function measure(): Promise<readonly Row[]> {
	const secrets = randomBytes(32).toString("base64");
	const sessions = createSessions({ store: memoryStore(), secrets });
	const tokens = createTokens({ sessions, secrets, providers: { acme }, ledger: memoryLedger() });
	const { session } = await sessions.create({ userId: "ada" });
	const created = await sessions.read(session.id);
	assert(created);
	await tokens.keep(created, "acme", response);
	const kept = await sessions.read(session.id);
	assert(kept);

	const key = randomBytes(32);
	const header = { alg: "dir", enc: "A256GCM" };
	const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(response))).setProtectedHeader(header).encrypt(key);
	const iron = await sealData(response, { password: secrets });
	const contestants = {
		// As another request finds it: nothing is known of this session object.
		ours: async () => (await tokens.getAccessToken({ ...kept })).accessToken,
		jose: async () => JSON.parse(Buffer.from((await compactDecrypt(jwe, key)).plaintext).toString()).accessToken,
		iron: async () => (await unsealData<TokenResponse>(iron, { password: secrets })).accessToken,
	};
	for (const get of Object.values(contestants)) assert.equal(await get(), response.accessToken);
	const cost = await cpuPerCall(contestants, (get) => get());
	return [
		row("A valid access token of a session, against opening jose's JWE cookie", "µs CPU", cost.ours, cost.jose),
		row("A valid access token of a session, against opening iron-session's cookie", "µs CPU", cost.ours, cost.iron),
	];
}

export const accessTokenBenchmark: Benchmark = {
	name: "access-token",
	run: measure,
};
