/**
 * Base64url without padding (RFC 4648, 5), one text for each byte string. Written out because runtimes' own decoders
 * forgive what a seal must not: other characters, padding, and bits that belong to no byte.
 */

import { allocate } from "./bytes.ts";
import { utf8Decoder } from "./platform.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const codes = /* @__PURE__ */ Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const values = /* @__PURE__ */ Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/** The text of the bytes. */
export function toBase64url(bytes: Uint8Array): string {
	const text = allocate(Math.ceil((bytes.length * 4) / 3));
	for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
		const group = ((bytes[from] as number) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
		text[to] = codes[group >> 18] as number;
		text[to + 1] = codes[(group >> 12) & 63] as number;
		// The last group may have no room for these two; writing past the end of a typed array does nothing.
		text[to + 2] = codes[(group >> 6) & 63] as number;
		text[to + 3] = codes[group & 63] as number;
	}
	return utf8Decoder.decode(text);
}

/** The bytes of the text; `null` when it isn't what {@link toBase64url} gives for any bytes. */
export function fromBase64url(text: string): Uint8Array | null {
	const tail = text.length % 4;
	if (tail === 1) return null;
	const whole = tail === 0 ? text : text + "A".repeat(4 - tail);
	const bytes = allocate((text.length * 3) >> 2);
	let group = 0;
	for (let from = 0, to = 0; from < whole.length; from += 4, to += 3) {
		group =
			(valueAt(whole, from) << 18) |
			(valueAt(whole, from + 1) << 12) |
			(valueAt(whole, from + 2) << 6) |
			valueAt(whole, from + 3);
		if (group < 0) return null;
		bytes[to] = group >> 16;
		bytes[to + 1] = group >> 8;
		bytes[to + 2] = group;
	}
	// What the last group has beyond its last byte must be zero.
	return tail > 0 && group & (0xffffff >> (8 * (tail - 1))) ? null : bytes;
}

/** -1 for a character that isn't in the alphabet. */
function valueAt(text: string, at: number): number {
	return values[text.charCodeAt(at)] ?? -1;
}
