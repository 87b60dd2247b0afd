import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as node from "./node.ts";
import type { CryptoPort } from "./port.ts";
import * as web from "./web.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (length: number, value: number) => new Uint8Array(length).fill(value);
const hex = (data: Uint8Array | string) => Buffer.from(data as string, "base64url").toString("hex");

const ports: [string, CryptoPort][] = [
	["node", node],
	["web", web],
];

describe.each(ports)("the %s port", (_, port) => {
	describe("XAES-256-GCM (c2sp.org/XAES-256-GCM)", () => {
		const nonce = utf8("ABCDEFGHIJKLMNOPQRSTUVWX");
		const plaintext = utf8("XAES-256-GCM");

		test.each([
			["MSB of L is 0", 0x01, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"],
			["MSB of L is 1", 0x03, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"],
		])("published vector: %s", async (_, keyByte, associated, expected) => {
			const key = await port.sealKey(bytes(32, keyByte));
			const sealed = await port.seal(key, nonce, plaintext, utf8(associated));
			expect(hex(sealed)).toBe(expected);
			expect(hex((await port.open(key, nonce, sealed, utf8(associated))) as Uint8Array)).toBe(hex(plaintext));
		});

		test("published accumulated vector: 10,000 random seals, opened again", { timeout: 60_000 }, async () => {
			const stream = createHash("shake128", { outputLength: 10_000 * 568 }).digest();
			expect(stream.toString("hex", 0, 16)).toBe("7f9c2ba4e88f827d616045507605853e");
			let at = 0;
			const take = (length: number) => {
				at += length;
				return new Uint8Array(stream.subarray(at - length, at));
			};
			const total = createHash("shake128", { outputLength: 32 });

			// By the hundred, because WebCrypto's calls wait for a thread each.
			for (let batch = 0; batch < 100; batch++) {
				const cases = Array.from({ length: 100 }, () => {
					const [key, nonce] = [take(32), take(24)];
					const plaintext = take(take(1)[0] as number);
					const associated = take(take(1)[0] as number);
					return { key, nonce, plaintext, associated };
				});
				const seals = await Promise.all(
					cases.map(async ({ key, nonce, plaintext, associated }) => {
						const expanded = await port.sealKey(key);
						const sealed = await port.seal(expanded, nonce, plaintext, associated);
						const opened = await port.open(expanded, nonce, sealed, associated);
						if (opened === null || Buffer.compare(opened, plaintext) !== 0) throw new Error("A seal did not open.");
						return sealed;
					}),
				);
				for (const sealed of seals) total.update(sealed);
			}
			expect(total.digest("hex")).toBe("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
		});

		test("nothing that was changed opens", async () => {
			const associated = utf8("associated");
			const key = await port.sealKey(bytes(32, 7));
			const sealed = await port.seal(key, nonce, plaintext, associated);
			const parts = { nonce, sealed, associated };

			for (const part of ["nonce", "sealed", "associated"] as const) {
				for (let bit = 0; bit < parts[part].length * 8; bit++) {
					const changed = parts[part].slice();
					changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
					const now = { ...parts, [part]: changed };
					expect(await port.open(key, now.nonce, now.sealed, now.associated), `${part}, bit ${bit}`).toBeNull();
				}
			}
			for (let length = 0; length < sealed.length; length++) {
				expect(await port.open(key, nonce, sealed.subarray(0, length), associated), `cut to ${length}`).toBeNull();
			}
			expect(await port.open(await port.sealKey(bytes(32, 8)), nonce, sealed, associated)).toBeNull();
		});
	});

	test.each([
		["1", bytes(20, 0x0b), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b"],
		["2", utf8("Jefe"), "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c7"],
		["5", bytes(20, 0x0c), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"],
		[
			"6",
			bytes(131, 0xaa),
			"Test Using Larger Than Block-Size Key - Hash Key First",
			"60e431591ee0b67f0d8a26aacbf5b77f",
		],
		[
			"7",
			bytes(131, 0xaa),
			"This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
			"9b09ffa71b942fcb27635fbcd5b0e944",
		],
	])("HMAC: RFC 4231, 4.%s, cut to 128 bits", async (_, key, text, expected) => {
		const mac = await port.hmac(await port.hmacKey(key), text);
		expect(mac).toMatch(/^[\w-]{22}$/);
		expect(hex(mac)).toBe(expected);
	});

	test("HMAC of any key and texts, one after the other, is createHmac's", async () => {
		const text = fc.string({ unit: "binary", maxLength: 200 });
		await fc.assert(
			fc.asyncProperty(
				fc.uint8Array({ minLength: 1, maxLength: 100 }),
				fc.array(text, { maxLength: 5 }),
				async (key, texts) => {
					const expanded = await port.hmacKey(key);
					for (const text of texts) {
						const expected = createHmac("sha256", key).update(text).digest().subarray(0, 16).toString("base64url");
						expect(await port.hmac(expanded, text)).toBe(expected);
					}
				},
			),
		);
	});

	test("HKDF: RFC 5869, A.3, which has neither salt nor info", async () => {
		const expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
		expect(hex(await port.hkdf(bytes(22, 0x0b), "", 42))).toBe(expected);
	});

	test.each([
		["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
		["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
		[
			"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
		],
	])("SHA-256: FIPS 180, %j", async (text, expected) => {
		const hash = await port.sha256(text);
		expect(hash).toMatch(/^[\w-]{43}$/);
		expect(hex(hash)).toBe(expected);
	});

	test("base64url is Node's", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
				expect(port.base64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
			}),
		);
	});

	test("random bytes are as many as asked for, never the same, and nobody else's", () => {
		const seen = new Set<string>();
		for (let i = 0; i < 2_000; i++) {
			const random = port.randomBytes(16);
			seen.add(hex(random));
			random.fill(0);
		}
		expect(seen.size).toBe(2_000);
		for (const length of [0, 1, 4_095, 4_096, 4_097, 10_000]) {
			const random = port.randomBytes(length);
			expect(random).toHaveLength(length);
			if (length > 1_000) expect(new Set(random).size).toBe(256);
		}
	});
});

test.each([
	["node", "web", node, web],
	["web", "node", web, node],
])("what %s seals, %s opens; their hashes and keys are the same", async (_, __, one, other) => {
	const data = fc.uint8Array({ maxLength: 300 });
	const fixed = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
	await fc.assert(
		fc.asyncProperty(
			fixed(32),
			fixed(24),
			data,
			data,
			fc.string({ unit: "binary" }),
			async (secret, nonce, plaintext, associated, text) => {
				const sealed = await one.seal(await one.sealKey(secret), nonce, plaintext, associated);
				expect(await other.open(await other.sealKey(secret), nonce, sealed, associated)).toSatisfy(
					(opened: Uint8Array | null) => opened !== null && Buffer.compare(opened, plaintext) === 0,
				);
				expect(await one.sha256(text)).toBe(await other.sha256(text));
				expect(hex(await one.hkdf(secret, text, 32))).toBe(hex(await other.hkdf(secret, text, 32)));
			},
		),
	);
});
