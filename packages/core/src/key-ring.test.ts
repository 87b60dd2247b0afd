import { describe, expect, test } from "vitest";
import { hmac, open, seal } from "#crypto";
import { ConfigurationError } from "./errors.ts";
import { createKeyRing, hmacKeys, type KeyRing, sealKeys, secretProblems } from "./key-ring.ts";

const newest = "Zy7mQ0w5cTzRr1bq9s8vJf3uXk6eLhP2aN4dGtYiEoU";
const older = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("keys differ by purpose, kind and secret, and a purpose's keys stay the same", async () => {
	const ring = createKeyRing([newest, older]);
	const macs = new Set<string>();
	for (const purpose of ["one", "two"]) {
		const keys = await hmacKeys(ring, purpose);
		expect(keys).toHaveLength(2);
		for (const key of keys) macs.add(await hmac(key, "text"));
		expect(hmacKeys(ring, purpose)).toBe(keys);
	}
	expect(macs.size).toBe(4);
	expect(hex((await ring.derive("one", 32))[0])).not.toBe(hex((await ring.derive("two", 32))[0]));
	expect(hex((await ring.derive("one", 32))[0])).not.toBe(hex((await createKeyRing(older).derive("one", 32))[0]));
});

test("a key and its id depend on the secret, not on its place in the ring or on the purpose", async () => {
	const ring = createKeyRing([newest, older]);
	const [current, previous] = await sealKeys(ring, "one");
	const [alone] = await sealKeys(createKeyRing(older), "two");
	expect(current.id).toHaveLength(4);
	expect(hex(previous?.id as Uint8Array)).toBe(hex(alone.id));
	expect(hex(current.id)).not.toBe(hex(alone.id));

	const nonce = new Uint8Array(24);
	const none = new Uint8Array();
	const sealed = await seal(alone.key, nonce, new TextEncoder().encode("x"), none);
	const [, samePurpose] = await sealKeys(ring, "two");
	expect(await open(samePurpose?.key as typeof alone.key, nonce, sealed, none)).not.toBeNull();
	expect(await open(previous?.key as typeof alone.key, nonce, sealed, none)).toBeNull();
});

test("any text can be derived from", async () => {
	expect((await createKeyRing(newest).derive("é".repeat(10_000), 16))[0]).toHaveLength(16);
});

// What is derived must never change: every seal and token in the world would be refused.
test("derived keys are those of version 1", async () => {
	const ring = createKeyRing(newest);
	const [key] = await hmacKeys(ring, "purpose");
	const [sealing] = await sealKeys(ring, "purpose");
	const sealed = await seal(sealing.key, new Uint8Array(24), new Uint8Array(), new Uint8Array());
	expect([await hmac(key, ""), hex(sealing.id), hex(sealed), hex((await ring.derive("info", 8))[0])]).toEqual([
		"KkgYfHZzFf6VpnJmMFs5fw",
		"ca3c4296",
		"f6afdfc57b75a796bceb4c3d6bb4cc9a",
		"6c326b33910f8e2a",
	]);
});

test("keys are there at once after the first time", async () => {
	const ring = createKeyRing(newest);
	const made = await hmacKeys(ring, "purpose");
	expect(hmacKeys(ring, "purpose")).toBe(made);
});

test("keys that couldn't be made are made again", async () => {
	const ring: KeyRing = createKeyRing(newest);
	const failing = async (): Promise<never> => {
		throw new Error("not now");
	};
	await expect(ring.keys("purpose", failing)).rejects.toThrow("not now");
	await expect(Promise.resolve(ring.keys("purpose", () => 1))).resolves.toEqual([1]);
});

describe("secrets", () => {
	test.each([[newest], [older], [[newest, older]], ["correct horse battery staple, and then some"]])(
		"%j will do",
		(secrets) => {
			expect(secretProblems(secrets)).toEqual([]);
		},
	);

	test.each<[unknown, RegExp]>([
		[[], /^secrets\[0\] is undefined, not a string: .*openssl rand -base64 32/],
		[undefined, /^secrets\[0\] is undefined, not a string: .*environment variable/],
		[[newest, undefined], /^secrets\[1\] is undefined, not a string/],
		[[42], /^secrets\[0\] is number, not a string/],
		["", /^secrets\[0\] is too short: 0 of 256 bits/],
		["keyboard cat", /^secrets\[0\] is too short: 72 of 256 bits/],
		[newest.slice(0, 42), /^secrets\[0\] is too short: 252 of 256 bits.*openssl rand -base64 32/],
		[older.slice(0, 63), /^secrets\[0\] is too short: 252 of 256 bits/],
		[older.slice(0, 63).toUpperCase(), /^secrets\[0\] is too short: 252 of 256 bits/],
		["changeme!".repeat(8), /^secrets\[0\] repeats itself/],
		[[newest, newest], /^secrets\[1\] is there twice/],
	])("%j is refused", (secrets, problem) => {
		const problems = secretProblems(secrets as string[]);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toMatch(problem);
		expect(() => createKeyRing(secrets as string[])).toThrow(ConfigurationError);
	});

	test("all problems are named at once, and no secret is shown", () => {
		const secrets = ["short-secret-1", "short-secret-2", newest, newest];
		const problems = secretProblems(secrets);
		expect(problems).toHaveLength(3);
		for (const secret of secrets) expect(problems.join()).not.toContain(secret);
	});
});
