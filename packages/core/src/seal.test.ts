import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { ConfigurationError, InvalidArgumentError } from "./errors.ts";
import { createKeyRing, type KeyRing, sealKeys } from "./key-ring.ts";
import { createSealer, type SealerOptions } from "./seal.ts";

const secret = "Zy7mQ0w5cTzRr1bq9s8vJf3uXk6eLhP2aN4dGtYiEoU";
const newSecret = "pB1xWq8nYd5vKc3mTz7rJg0sHf6uLa2eNk9iQo4wRtX";
const start = Date.UTC(2026, 0, 1);
const sid = { name: "sid" };

function sealer(options: Partial<SealerOptions> = {}) {
	return createSealer({ secrets: secret, purpose: "session", now: () => start, ...options });
}

test("any text comes back as it was, whatever the name and the purpose", async () => {
	const text = fc.string({ unit: "binary", maxLength: 300 });
	await fc.assert(
		fc.asyncProperty(text, text, fc.string({ minLength: 1 }), async (value, name, purpose) => {
			const { seal, open } = sealer({ secrets: secret, purpose });
			const sealed = await seal(value, { name });
			expect(sealed).toMatch(/^[\w-]+$/);
			expect(await open(sealed, { name })).toEqual({ value, issuedAt: start, expiresAt: null, current: true });
		}),
	);
});

test("T1: a seal opens under its own name, purpose and secret only", async () => {
	const ring = createKeyRing(secret);
	const sealed = await sealer({ secrets: ring }).seal("value", sid);
	expect(await sealer({ secrets: ring }).open(sealed, sid)).not.toBeNull();
	for (const name of ["", "Sid", "sid ", "si", "d"]) {
		expect(await sealer({ secrets: ring }).open(sealed, { name }), name).toBeNull();
	}
	expect(await sealer({ secrets: ring, purpose: "sessions" }).open(sealed, sid)).toBeNull();
	expect(await sealer({ secrets: newSecret }).open(sealed, sid)).toBeNull();
});

test("the purpose doesn't run into the name", async () => {
	// With one key for all purposes, so that nothing but the associated data tells the two apart.
	const ring = createKeyRing(secret);
	const oneKey: KeyRing = { ...ring, keys: (_, make) => ring.keys("any", make) };
	const sealed = await sealer({ secrets: oneKey, purpose: "ab" }).seal("value", { name: "c" });
	expect(await sealer({ secrets: oneKey, purpose: "ab" }).open(sealed, { name: "c" })).not.toBeNull();
	expect(await sealer({ secrets: oneKey, purpose: "a" }).open(sealed, { name: "bc" })).toBeNull();
	expect(await sealer({ secrets: oneKey, purpose: "abc" }).open(sealed, { name: "" })).toBeNull();
});

test("a seal opens until it expires, and for the clock skew", async () => {
	let now = start;
	const { seal, open } = sealer({ now: () => now, clockSkew: "5s" });
	const sealed = await seal("value", { ...sid, expiresAt: start + 60_000.7 });
	const opened = { value: "value", issuedAt: start, expiresAt: start + 60_000, current: true };
	now = start + 64_999;
	expect(await open(sealed, sid)).toEqual(opened);
	now = start + 65_000;
	expect(await open(sealed, sid)).toBeNull();
	// A server whose clock is behind the one that sealed opens it too.
	now = start - 60_000;
	expect(await open(sealed, sid)).toEqual(opened);
});

test("a seal without expiry never expires", async () => {
	const sealed = await sealer().seal("value", sid);
	expect(await sealer({ now: () => Number.MAX_SAFE_INTEGER }).open(sealed, sid)).toMatchObject({ expiresAt: null });
});

test("after a rotation old seals open, as not current, until their secret is gone", async () => {
	const old = await sealer().seal("value", sid);
	const rotated = sealer({ secrets: [newSecret, secret] });
	expect(await rotated.open(old, sid)).toMatchObject({ value: "value", current: false });
	const fresh = await rotated.seal("value", sid);
	expect(await rotated.open(fresh, sid)).toMatchObject({ current: true });
	expect(await sealer({ secrets: newSecret }).open(fresh, sid)).toMatchObject({ current: true });
	expect(await sealer({ secrets: newSecret }).open(old, sid)).toBeNull();
});

test("only what has the form of a seal is decrypted, and with the one key that it names", async () => {
	let decryptions = 0;
	const [current, previous] = await sealKeys(createKeyRing([newSecret, secret]), "session");
	const counting = [current, previous].map((one) => ({
		id: one?.id,
		get key() {
			decryptions++;
			return one?.key;
		},
	}));
	const ring = { keys: () => counting, derive: () => counting } as unknown as KeyRing;
	const { seal, open } = sealer({ secrets: ring });
	const sealed = fromBase64url(await seal("", sid)) as Uint8Array;
	const changedAt = (at: number) => sealed.map((byte, i) => (i === at ? byte ^ 1 : byte));
	const large = new Uint8Array(800_000);
	large.set(sealed);
	const cases: [string, Uint8Array, number][] = [
		["as it was", sealed, 1],
		["ciphertext changed", changedAt(40), 1],
		["another version", changedAt(0), 0],
		["another key id", changedAt(1), 0],
		["too short", sealed.subarray(0, -1), 0],
		["too long", large, 0],
	];
	for (const [what, bytes, expected] of cases) {
		decryptions = 0;
		await open(toBase64url(bytes), sid);
		expect(decryptions, what).toBe(expected);
	}
});

test("the same value sealed twice makes two seals", async () => {
	const { seal } = sealer();
	expect(await seal("value", sid)).not.toBe(await seal("value", sid));
});

describe("T2: tampering", () => {
	test("every byte flipped, every length cut to, every last character: none opens", async () => {
		const { seal, open } = sealer();
		// Three lengths, so that the last character carries six, four and two bits of the seal.
		for (const value of ["a", "ab", "abc"]) {
			const text = await seal(value, sid);
			const bytes = fromBase64url(text) as Uint8Array;
			for (let bit = 0; bit < bytes.length * 8; bit++) {
				const changed = bytes.slice();
				changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
				expect(await open(toBase64url(changed), sid), `bit ${bit}`).toBeNull();
			}
			for (let length = 0; length < text.length; length++) {
				expect(await open(text.slice(0, length), sid), `cut to ${length}`).toBeNull();
			}
			for (let code = 0; code < 256; code++) {
				const changed = text.slice(0, -1) + String.fromCharCode(code);
				if (changed !== text) expect(await open(changed, sid), `last is ${code}`).toBeNull();
			}
			for (const more of ["A", "AA", "=", "==", " ", "\n", ".", text]) {
				expect(await open(text + more, sid), JSON.stringify(more)).toBeNull();
				expect(await open(more + text, sid), JSON.stringify(more)).toBeNull();
			}
		}
	});

	test.each([undefined, null, 42, {}, ["AAAA"]])("%j, from a body of any shape, is refused", async (text) => {
		expect(await sealer().open(text as unknown as string, sid)).toBeNull();
	});

	test("large input is refused", async () => {
		const { open } = sealer();
		expect(await open("A".repeat(2 ** 20), sid)).toBeNull();
		expect(await open("A".repeat(2 ** 20 + 1), sid)).toBeNull();
		expect(await open("\u{1F36A}".repeat(1_000_000), sid)).toBeNull();
	});

	test("100,000 mutants: none opens, none throws", { timeout: 60_000 }, async () => {
		const purposes = ["session", "transaction"];
		const names = ["sid", "oauth"];
		const ring = createKeyRing([newSecret, secret]);
		const sealers = purposes.map((purpose) => sealer({ secrets: ring, purpose }));
		const old = sealer({ secrets: secret });
		const seals: string[] = [];
		for (const value of ["", "x", '{"userId":"1"}', "y".repeat(150)]) {
			for (const name of names) {
				for (const { seal } of [...sealers, old]) seals.push(await seal(value, { name }));
			}
		}
		const originals = new Set(seals);

		const at = fc.nat(400);
		const other = fc.constantFrom(...seals);
		const junk = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 8 });
		const onText = fc.oneof(
			fc.tuple(at, junk).map(
				([i, text]) =>
					(seal: string) =>
						seal.slice(0, i) + text + seal.slice(i + text.length),
			),
			fc.tuple(at, junk).map(
				([i, text]) =>
					(seal: string) =>
						seal.slice(0, i) + text + seal.slice(i),
			),
			fc.tuple(at, fc.integer({ min: 1, max: 8 })).map(
				([i, n]) =>
					(seal: string) =>
						seal.slice(0, i) + seal.slice(i + n),
			),
			at.map((i) => (seal: string) => seal.slice(0, i)),
			fc.tuple(at, at, other).map(
				([i, j, other]) =>
					(seal: string) =>
						seal.slice(0, i) + other.slice(j),
			),
			at.map((i) => (seal: string) => seal.slice(i) + seal.slice(0, i)),
		);
		const onBytes = fc.oneof(
			fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(
				([i, mask]) =>
					(bytes: number[]) =>
						bytes.map((byte, k) => (k === i % bytes.length ? byte ^ mask : byte)),
			),
			// The parts of two seals mixed: version and key id, nonce, and what was sealed.
			fc
				.tuple(fc.constantFrom(1, 5, 29), fc.constantFrom(5, 29, 1_000), other)
				.map(([from, to, other]) => (bytes: number[]) => {
					const theirs = fromBase64url(other) as Uint8Array;
					return [...bytes.slice(0, from), ...theirs.slice(from, to), ...bytes.slice(to)];
				}),
		);
		const onBytesAsText = onBytes.map((change) => (seal: string) => {
			const bytes = fromBase64url(seal);
			return bytes === null ? seal : toBase64url(Uint8Array.from(change([...bytes])));
		});
		const changes = fc.array(fc.oneof(onText, onBytesAsText), { minLength: 1, maxLength: 3 });

		let mutants = 0;
		await fc.assert(
			fc.asyncProperty(other, fc.array(changes, { minLength: 50, maxLength: 50 }), async (seal, many) => {
				for (const changes of many) {
					const mutant = changes.reduce((text, change) => change(text), seal);
					if (originals.has(mutant)) continue;
					mutants++;
					const name = names[mutants % 2] as string;
					const opened = await sealers[mutants % 3 === 0 ? 1 : 0]?.open(mutant, { name });
					if (opened !== null) throw new Error(`Opened ${mutant}`);
				}
			}),
			{ numRuns: 2_500 },
		);
		expect(mutants).toBeGreaterThanOrEqual(100_000);

		// And unchanged seals in the wrong place.
		for (const [i, seal] of seals.entries()) {
			const opened = [];
			for (const { open } of sealers) for (const name of names) opened.push(await open(seal, { name }));
			expect(
				opened.filter((result) => result !== null),
				`seal ${i}`,
			).toHaveLength(1);
		}
	});
});

describe("arguments", () => {
	test("what would be too large to open isn't sealed", async () => {
		const { seal, open } = sealer();
		const most = "y".repeat(700_000);
		expect(await open(await seal(most, sid), sid)).toMatchObject({ value: most });
		await expect(seal("y".repeat(800_000), sid)).rejects.toThrow(InvalidArgumentError);
		await expect(seal("é".repeat(400_000), sid)).rejects.toThrow(InvalidArgumentError);
	});

	test.each([Number.NaN, -1, 2 ** 48, Number.POSITIVE_INFINITY])("expiresAt can't be %d", async (expiresAt) => {
		await expect(sealer().seal("value", { ...sid, expiresAt })).rejects.toThrow(InvalidArgumentError);
	});

	test("all problems of the options are named at once", () => {
		const create = () => createSealer({ secrets: ["short"], purpose: "", clockSkew: "5 s" as "5s" });
		expect(create).toThrow(ConfigurationError);
		expect(create).toThrow(/secrets\[0\] is too short[\s\S]*purpose is empty[\s\S]*clockSkew is no duration/);
	});
});

// What was sealed once must open for ever.
test("a seal of version 1 opens", async () => {
	const sealed = "Aco8Qpb0Ove9qG1R9YV-27npABUmtJD7YNDCW3fN_jMT28jUg1ZKvc0-i1_XlEQuy7WijIU49HgdLXNax_24fw";
	expect(await sealer().open(sealed, sid)).toEqual({
		value: "Ada ✓",
		issuedAt: start,
		expiresAt: start + 1_000,
		current: true,
	});
});
