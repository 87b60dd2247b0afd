import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64url, toBase64url } from "./base64url.ts";

const hex = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString("hex");

test.each([
	["", ""],
	["f", "Zg"],
	["fo", "Zm8"],
	["foo", "Zm9v"],
	["foob", "Zm9vYg"],
	["fooba", "Zm9vYmE"],
	["foobar", "Zm9vYmFy"],
])("RFC 4648, 10: %j is %j", (plain, text) => {
	expect(toBase64url(new TextEncoder().encode(plain))).toBe(text);
	expect(hex(fromBase64url(text))).toBe(Buffer.from(plain).toString("hex"));
});

test("any bytes: as Node has them, and back", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
			const text = toBase64url(bytes);
			expect(text).toBe(Buffer.from(bytes).toString("base64url"));
			expect(hex(fromBase64url(text))).toBe(hex(bytes));
		}),
	);
});

test("every text of up to three characters is refused unless it is what its bytes give", () => {
	// All of the alphabet, its neighbours in ASCII, and characters whose low byte is in the alphabet.
	const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).concat(
		"\u0141",
		"\u0441",
		"\uff21",
		"\u0080",
	);
	let accepted = 0;
	const check = (text: string) => {
		const bytes = fromBase64url(text);
		if (bytes === null) return;
		accepted++;
		if (toBase64url(bytes) !== text) throw new Error(`${JSON.stringify(text)} is not canonical.`);
	};
	for (const a of characters) {
		check(a);
		for (const b of characters) {
			check(a + b);
			for (const c of characters) check(a + b + c);
		}
	}
	expect(accepted).toBe(256 + 65_536);
});

test.each(["Zg==", "Zm9v=", "Zm9 v", "Zm9v\n", "+/+/", "Zh", "Zm9", "A", "AAAAA", "ŁAAA"])("%j is refused", (text) => {
	expect(fromBase64url(text)).toBeNull();
});
