/** Signing keys: shared, rotated, sealed, and there while the ledger isn't. */

import { startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { decodeProtectedHeader, exportPKCS8, generateKeyPair, type JWK } from "jose";
import { describe, expect, test } from "vitest";
import { type Ledger, memoryLedger, redisLedger, TokenError } from "../../src/index.ts";
import {
	createSigningKeys,
	createTokenIssuer,
	createTokenVerifier,
	importSigningKeys,
	type SigningKeys,
} from "../../src/issuer/index.ts";
import { audience, Clock, day, issuer, minute, openWorld, second, secrets } from "./world.ts";

const kidsOf = async (keys: SigningKeys) => (await keys.published()).keys.map(({ kid }) => kid);

test("T9: keys rotate on schedule: the next one is published a day before it signs, the old one a day after", async () => {
	const { clock, keys, tokens, verifier, login } = openWorld({
		sessions: { absoluteTimeout: "365d", idleTimeout: "365d" },
	});
	const session = await login();
	const begun = clock.time;
	const signer = async () => decodeProtectedHeader((await tokens.issue(session)).accessToken).kid as string;

	const first = await signer();
	expect(await kidsOf(keys)).toEqual([first]);

	clock.time = begun + 29 * day - 1;
	expect(await kidsOf(keys)).toEqual([first]);
	clock.time = begun + 29 * day;
	const [, second] = await kidsOf(keys);
	expect(second).toBeDefined();
	clock.time = begun + 30 * day - 1;
	const { accessToken } = await tokens.issue(session);
	expect(decodeProtectedHeader(accessToken).kid).toBe(first);

	clock.time = begun + 30 * day;
	expect(await signer()).toBe(second);
	expect(await verifier.verify(accessToken)).toMatchObject({ sid: session.id });
	clock.time = begun + 31 * day - 1;
	expect(await kidsOf(keys)).toEqual([first, second]);
	clock.time = begun + 31 * day;
	expect(await kidsOf(keys)).toEqual([second]);
	await expect(verifier.verify(accessToken)).rejects.toMatchObject({ reason: "unknown-key" });
});

test("T9: a token that lives as long as it may is verified until it expires, whenever it was issued", async () => {
	const world = openWorld({
		keys: { rotateEvery: "1h", overlap: "10m" },
		sessions: { absoluteTimeout: "30d", idleTimeout: "30d" },
	});
	const { clock, keys, verifier, now } = world;
	const tokens = createTokenIssuer({ issuer, audience, keys, now, ttl: "10m" });
	const session = await world.login();
	for (let step = 0; step < 60; step++) {
		clock.time += 7 * minute + 13 * second;
		const { accessToken, expiresAt } = await tokens.issue(session);
		clock.time = expiresAt - 1;
		expect((await verifier.verify(accessToken)).exp * 1000).toBe(expiresAt);
	}
});

test("nobody asked for keys for a year: a new one signs at once", async () => {
	const { clock, keys } = openWorld();
	const { kid } = await keys.current();
	clock.time += 365 * day;
	const later = await keys.current();
	expect(later.kid).not.toBe(kid);
	expect(await kidsOf(keys)).toEqual([later.kid]);
});

test("a new algorithm is for new keys; until then the old ones go on", async () => {
	const { clock, now, ledger, keys } = openWorld();
	expect((await keys.current()).algorithm).toBe("ES256");
	const changed = createSigningKeys({ ledger, secrets, now, algorithm: "Ed25519" });
	expect((await changed.current()).algorithm).toBe("ES256");
	clock.time += 30 * day - 1;
	await changed.current();
	clock.time += 1;
	expect((await changed.current()).algorithm).toBe("Ed25519");
	expect((await keys.current()).algorithm).toBe("Ed25519");
});

test.each(["ES256", "ES384", "ES512", "Ed25519", "EdDSA", "PS256", "RS256"] as const)(
	"%s: signs, verifies, and publishes nothing private",
	async (algorithm) => {
		const { keys, tokens, verifier, login } = openWorld({ keys: { algorithm } });
		const { accessToken } = await tokens.issue(await login());
		expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: algorithm, typ: "at+jwt" });
		expect(await verifier.verify(accessToken)).toMatchObject({ sub: "ada" });
		const [jwk] = (await keys.published()).keys;
		expect(Object.keys(jwk as JWK)).not.toEqual(expect.arrayContaining(["d"]));
		for (const name of ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]) expect(jwk).not.toHaveProperty(name);
		expect((await keys.current()).privateKey.extractable).toBe(false);
	},
);

describe("in the ledger", () => {
	test("keys are sealed under the secrets", async () => {
		const { ledger, keys, now } = openWorld();
		const [jwk] = (await keys.published()).keys;
		const stored = (await ledger.get("signing-keys")) as string;
		expect(stored).not.toContain(jwk?.x);
		const others = createSigningKeys({ ledger, secrets: "nDmyqGoMYtBTv2p9RzyDZ4jY2nLQ1xOwrGgJ0o3Nn4E=", now });
		const error = await others.current().catch((error) => error);
		expect(error).toBeInstanceOf(TokenError);
		expect(error).toMatchObject({ advice: "alert", reason: "keys-sealed" });
		expect(await ledger.get("signing-keys")).toBe(stored);
	});

	test("a new secret in front: the same keys, sealed anew, so that the old secret can go", async () => {
		const { ledger, keys, now } = openWorld();
		const { kid } = await keys.current();
		const newer = "nDmyqGoMYtBTv2p9RzyDZ4jY2nLQ1xOwrGgJ0o3Nn4E=";
		expect((await createSigningKeys({ ledger, secrets: [newer, secrets], now }).current()).kid).toBe(kid);
		expect((await createSigningKeys({ ledger, secrets: newer, now }).current()).kid).toBe(kid);
	});

	test("20 servers that begin at once agree on one key, and so they do at each rotation", async () => {
		const clock = new Clock();
		const ledger = memoryLedger({ now: clock.now });
		const servers = Array.from({ length: 20 }, () => createSigningKeys({ ledger, secrets, now: clock.now }));
		const agreed = new Set<string>();
		for (let month = 1; month <= 3; month++) {
			const kids = await Promise.all(servers.map(async (server) => (await server.current()).kid));
			expect(new Set(kids).size).toBe(1);
			agreed.add(kids[0] as string);
			clock.time += 29 * day;
			const published = await Promise.all(servers.map(async (server) => (await kidsOf(server)).join()));
			expect(new Set(published).size).toBe(1);
			clock.time += day;
		}
		expect(agreed.size).toBe(3);
	});

	test("what another server made is known within 5 minutes, and at once when a token names it", async () => {
		const { clock, now, ledger, keys, tokens, login } = openWorld();
		const behind = createSigningKeys({ ledger, secrets, now });
		const verifier = createTokenVerifier({ issuer, audience, keys: behind, alive: "never", now });
		await behind.current();
		const entry = (await ledger.get("signing-keys")) as string;
		await ledger.remove("signing-keys", entry);
		clock.time += 5 * minute;
		const { accessToken } = await tokens.issue(await login());
		expect(await kidsOf(behind)).toEqual(await kidsOf(keys));
		expect(await verifier.verify(accessToken)).toMatchObject({ iss: issuer });
	});
});

test("ids that somebody makes up don't make a server ask the ledger more often than every 10 seconds", async () => {
	const { clock, now, ledger } = openWorld();
	let reads = 0;
	const counting: Ledger = {
		...ledger,
		get(key) {
			reads++;
			return ledger.get(key);
		},
	};
	const keys = createSigningKeys({ ledger: counting, secrets, now });
	await keys.current();
	reads = 0;
	for (let time = 0; time < 60; time++) {
		clock.time += second;
		await Promise.all(Array.from({ length: 20 }, (_, index) => keys.find(`made-up-${index}`)));
	}
	expect(reads).toBe(6);
});

test("while the ledger is away, servers go on with what they know, and new ones say when to try again", async () => {
	const redis = await startRedis({ own: true });
	const client = new Redis(redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => 20 }).on("error", () => {});
	const clock = new Clock();
	const ledger = redisLedger(client);
	const keys = createSigningKeys({ ledger, secrets, now: clock.now });
	const tokens = createTokenIssuer({ issuer, audience, keys, now: clock.now });
	const verifier = createTokenVerifier({ issuer, audience, keys, alive: "never", now: clock.now });
	const session = await openWorld({ sessions: { absoluteTimeout: "365d", idleTimeout: "365d" } }).login();
	try {
		const { kid } = await keys.current();
		await redis.stop();
		for (const time of [minute, 6 * minute, 29 * day, 1.5 * day]) {
			clock.time += time;
			const { accessToken } = await tokens.issue(session);
			expect(decodeProtectedHeader(accessToken).kid).toBe(kid);
			expect(await verifier.verify(accessToken)).toMatchObject({ sid: session.id });
		}
		clock.time += day;
		await expect(keys.current()).rejects.toMatchObject({ advice: "retry", status: 503 });
		const fresh = createSigningKeys({ ledger, secrets, now: clock.now });
		await expect(fresh.published()).rejects.toMatchObject({ advice: "retry", reason: "keys-unavailable" });
	} finally {
		client.disconnect();
		await redis.stop();
	}
});

describe("keys given by hand", () => {
	test("the first signs, all verify and are published, as JWK or PKCS #8", async () => {
		const { privateKey } = await generateKeyPair("RS256", { extractable: true });
		const pem = await exportPKCS8(privateKey);
		const jwk: JWK = {
			...{ kty: "EC", crv: "P-256", kid: "ours" },
			x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
			y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
			d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
		};
		const before = await importSigningKeys([{ privateKey: pem, algorithm: "RS256" }]);
		const after = await importSigningKeys([
			{ privateKey: jwk, algorithm: "ES256" },
			{ privateKey: pem, algorithm: "RS256" },
		]);
		expect((await after.current()).kid).toBe("ours");
		expect(await kidsOf(after)).toEqual(["ours", (await before.current()).kid]);
		const { now, login } = openWorld();
		const verifier = createTokenVerifier({ issuer, audience, keys: after, alive: "never", now });
		for (const keys of [before, after]) {
			const { accessToken } = await createTokenIssuer({ issuer, audience, keys, now }).issue(await login());
			expect(await verifier.verify(accessToken)).toMatchObject({ sub: "ada" });
		}
	});

	test("what is no private key for its algorithm is named, all of it at once, without showing it", async () => {
		const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
		const pem = await exportPKCS8(privateKey);
		const error = await importSigningKeys([
			{ privateKey: pem, algorithm: "RS256" },
			{ privateKey: "hunter2", algorithm: "ES256" },
			{ privateKey: { kty: "oct", k: "aHVudGVyMg" }, algorithm: "ES256" },
			{ privateKey: (await crypto.subtle.exportKey("jwk", publicKey)) as JWK, algorithm: "ES256" },
			{ privateKey: pem, algorithm: "HS256" as "ES256" },
			{ privateKey: pem, algorithm: "ES256", kid: "a" },
			{ privateKey: pem, algorithm: "ES256", kid: "a" },
		]).catch((error) => error);
		expect(error.code).toBe("invalid-configuration");
		expect(error.problems.map((problem: string) => problem.slice(0, 7))).toEqual(
			[0, 1, 2, 3, 4, 6].map((index) => `keys[${index}]`),
		);
		expect(String(error)).not.toMatch(/hunter2|aHVudGVyMg|MIG/);
		await expect(importSigningKeys([])).rejects.toThrow("No signing key");
	});
});

test("options that can't be used are named, all at once", () => {
	const ledger = memoryLedger();
	expect(() =>
		createSigningKeys({ ledger, secrets, algorithm: "HS256" as "ES256", rotateEvery: "1h", overlap: "2h" }),
	).toThrow(/overlap[\s\S]*algorithm/);
	expect(() => createSigningKeys({ ledger, secrets, rotateEvery: "soon" as "1s", overlap: 1 })).toThrow(
		/rotateEvery is soon[\s\S]*overlap is 1/,
	);
});
