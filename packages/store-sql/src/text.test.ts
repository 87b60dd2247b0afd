import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText, encodeText } from "./text.ts";

const unit = fc.oneof(fc.nat({ max: 0xffff }), fc.constantFrom(0, 0xfeff, 0x5c, 0x22, 0xd800, 0xdbff, 0xdc00, 0xdfff));
const anyText = fc.array(unit, { maxLength: 12 }).map((units) => String.fromCharCode(...units));

test("any text comes back as it was", () => {
	fc.assert(
		fc.property(anyText, (text) => decodeText(encodeText(text)) === text),
		{ numRuns: 5_000 },
	);
});

test("what is kept is text that every database takes", () => {
	fc.assert(
		fc.property(anyText, (text) => {
			const encoded = encodeText(text);
			return new TextDecoder().decode(new TextEncoder().encode(encoded)) === encoded && !encoded.includes("\0");
		}),
		{ numRuns: 5_000 },
	);
});

test("different texts stay different", () => {
	fc.assert(
		fc.property(anyText, anyText, (one, other) => (one === other) === (encodeText(one) === encodeText(other))),
		{ numRuns: 5_000 },
	);
	expect(encodeText("\ud800")).not.toBe(encodeText("\\ud800"));
});

test("JSON, ids and seals are kept as they are", () => {
	for (const text of ['{"a":"\\\\ \\u0000"}', "AbC-_09", "Zürich 💥", ""]) expect(encodeText(text)).toBe(text);
});
