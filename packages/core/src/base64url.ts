/**
 * Base64url without padding (RFC 4648, 5), one text for each byte string. Written out because runtimes' own decoders
 * forgive what a seal must not: other characters, padding, and bits that belong to no byte.
 */

import { utf8Decoder } from "./platform.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const codes = /* @__PURE__ */ Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const values = /* @__PURE__ */ Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code)));

/** The text of the bytes. */
export function toBase64url(bytes: Uint8Array): string {
	const text = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
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
	const bytes = new Uint8Array((text.length * 3) >> 2);
	let at = 0;
	let bits = 0;
	let pending = 0;
	for (let i = 0; i < text.length; i++) {
		const value = values[text.charCodeAt(i)] ?? -1;
		if (value < 0) return null;
		pending = (pending << 6) | value;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			bytes[at++] = pending >> bits;
		}
	}
	// A single character left over is no byte; the bits left over of two or three must be zero.
	return bits === 6 || (pending & ((1 << bits) - 1)) !== 0 ? null : bytes;
}
