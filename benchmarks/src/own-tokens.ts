/** Verifying an access token of one's own, beside jose alone on the same token with the same demands. */

import assert from "node:assert/strict";
import { createSessions, memoryStore } from "@sojourn/core";
import { memoryLedger } from "@sojourn/tokens";
import { createSigningKeys, createTokenIssuer, createTokenVerifier } from "@sojourn/tokens/issuer";
import { type CryptoKey, importJWK, jwtVerify } from "jose";
import { cpuPerCall } from "./measure.ts";
import { type Benchmark, type Row, row } from "./row.ts";

const issuer = "https://app.example.com";
const audience = "https://api.example.com";
const secrets = "jPkaqkDJ0Zd4oDQ3aNNsrS0c1q1K1kR7rE0N6sXxv2U=";

const algorithm = "ES256";

async function measure(): Promise<readonly Row[]> {
	const sessions = createSessions({ store: memoryStore(), secrets });
	const keys = createSigningKeys({ ledger: memoryLedger(), secrets, algorithm });
	const tokens = createTokenIssuer({ issuer, audience, keys, ttl: "1h" });
	const { session } = await sessions.create({
		userId: "0b5c7c1e-6f1d-4f3a-9a77-2f8f7d2f5a10",
		methods: ["pwd", "otp"],
	});
	const { accessToken } = await tokens.issue(session, { scope: "orders:read orders:write" });

	const [jwk] = (await keys.published()).keys;
	assert(jwk);
	const key = (await importJWK(jwk, algorithm)) as CryptoKey;
	const demands = { issuer, audience, algorithms: [algorithm], typ: "at+jwt", clockTolerance: 5 };
	const common = { issuer, audience, keys };
	const [never, cached, always] = [
		createTokenVerifier({ ...common, alive: "never" }),
		createTokenVerifier({ ...common, alive: "cached", sessions }),
		createTokenVerifier({ ...common, alive: "always", sessions }),
	];
	const contestants = {
		jose: async () => (await jwtVerify(accessToken, key, demands)).payload,
		never: () => never.verify(accessToken),
		cached: () => cached.verify(accessToken),
		always: () => always.verify(accessToken),
	};
	for (const verify of Object.values(contestants)) assert.equal((await verify()).sid, session.id);
	const cost = await cpuPerCall(contestants, (verify) => verify());
	const title = "Verify a token (ES256)";
	return [
		row(`${title}, against jose's jwtVerify`, "µs CPU", cost.never, cost.jose, 1.2),
		row(`${title}, its session's life known for 5 s, against the same`, "µs CPU", cost.cached, cost.jose, 1.2),
		row(`${title}, its session read (memory), against the same`, "µs CPU", cost.always, cost.jose),
	];
}

export const ownTokensBenchmark: Benchmark = {
	name: "own-tokens",
	run: measure,
};
