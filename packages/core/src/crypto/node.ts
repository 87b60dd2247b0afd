/**
 * The port on Node: all of it synchronous. What every request or seal needs is done in the fastest of the ways measured
 * on Node 24, where what costs is not the cryptography but the making of native objects.
 */

import * as crypto from "node:crypto";
import type { HmacKey, SealKey } from "./port.ts";
import { derivationBlocks, derivationTemplate } from "./xaes.ts";

const tagLength = 16;
const withTag = { authTagLength: tagLength };

/** Random bytes in store: one call for 4 KiB costs little more than one for 32 bytes. Node's `randomUUID` does the same. */
const pool = new Uint8Array(4096);
let used = pool.length;

export function randomBytes(length: number): Uint8Array {
	if (length > pool.length) return crypto.randomFillSync(new Uint8Array(length));
	if (used + length > pool.length) {
		crypto.randomFillSync(pool);
		used = 0;
	}
	const bytes = pool.slice(used, used + length);
	// What was handed out is nowhere else in memory.
	pool.fill(0, used, used + length);
	used += length;
	return bytes;
}

export function base64url(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64url");
}

export function sha256(text: string): string {
	return crypto.hash("sha256", text, "base64url");
}

export function hkdf(secret: Uint8Array, info: string, length: number): Uint8Array {
	return new Uint8Array(crypto.hkdfSync("sha256", secret, "", info, length));
}

export function hmacKey(bytes: Uint8Array): HmacKey {
	return crypto.createSecretKey(bytes) as unknown as HmacKey;
}

export function hmac(key: HmacKey, text: string): string {
	const code = crypto
		.createHmac("sha256", key as unknown as crypto.KeyObject)
		.update(text)
		.digest();
	return code.toString("base64url", 0, 16);
}

interface ExpandedKey {
	/** AES-256 in ECB mode has no state between blocks, so one cipher serves for the life of the key. */
	readonly aes: crypto.Cipheriv;
	readonly template: Uint8Array;
}

export function sealKey(bytes: Uint8Array): SealKey {
	const aes = crypto.createCipheriv("aes-256-ecb", crypto.createSecretKey(bytes), null).setAutoPadding(false);
	return {
		aes,
		template: derivationTemplate(aes.update(new Uint8Array(16))),
	} satisfies ExpandedKey as unknown as SealKey;
}

/** The key of one message. A KeyObject, since Node takes three times as long to make a cipher from bytes. */
function messageKey(key: SealKey, nonce: Uint8Array): crypto.KeyObject {
	const { aes, template } = key as unknown as ExpandedKey;
	return crypto.createSecretKey(aes.update(derivationBlocks(template, nonce)));
}

export function seal(key: SealKey, nonce: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): Uint8Array {
	const cipher = crypto.createCipheriv("aes-256-gcm", messageKey(key, nonce), nonce.subarray(12)).setAAD(associated);
	return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

export function open(key: SealKey, nonce: Uint8Array, sealed: Uint8Array, associated: Uint8Array): Uint8Array | null {
	const end = sealed.length - tagLength;
	if (end < 0) return null;
	const decipher = crypto.createDecipheriv("aes-256-gcm", messageKey(key, nonce), nonce.subarray(12), withTag);
	decipher.setAAD(associated).setAuthTag(sealed.subarray(end));
	const plaintext = decipher.update(sealed.subarray(0, end));
	try {
		decipher.final();
		return plaintext;
	} catch {
		return null;
	}
}
