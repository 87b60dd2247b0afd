/** The port on every runtime with WebCrypto: browsers, workers, Deno, Bun. */

import type { HmacKey, SealKey } from "./port.ts";
import { derivationBlocks, derivationTemplate } from "./xaes.ts";

const { subtle } = crypto;
const encoder = new TextEncoder();

/** Bytes as WebCrypto's types want them. None of core's lie in shared memory. */
type Bytes = Uint8Array<ArrayBuffer>;

export function randomBytes(length: number): Uint8Array {
	return crypto.getRandomValues(new Uint8Array(length));
}

const replacements: { readonly [character: string]: string } = { "+": "-", "/": "_", "=": "" };

export function base64url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (character) => replacements[character] as string);
}

export async function sha256(text: string): Promise<string> {
	return base64url(new Uint8Array(await subtle.digest("SHA-256", encoder.encode(text))));
}

export async function hkdf(secret: Uint8Array, info: string, length: number): Promise<Uint8Array> {
	const key = await subtle.importKey("raw", secret as Bytes, "HKDF", false, ["deriveBits"]);
	const algorithm = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(info) };
	return new Uint8Array(await subtle.deriveBits(algorithm, key, length * 8));
}

export async function hmacKey(bytes: Uint8Array): Promise<HmacKey> {
	const key = await subtle.importKey("raw", bytes as Bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
	return key as unknown as HmacKey;
}

export async function hmac(key: HmacKey, text: string): Promise<string> {
	const mac = await subtle.sign("HMAC", key as unknown as CryptoKey, encoder.encode(text));
	return base64url(new Uint8Array(mac, 0, 16));
}

interface ExpandedKey {
	readonly aes: CryptoKey;
	readonly template: Uint8Array;
}

/** AES of one block. WebCrypto has no ECB; CBC from a vector of zeros is the same for the first block, and padding follows it. */
async function encryptBlock(aes: CryptoKey, block: Uint8Array): Promise<Bytes> {
	return new Uint8Array(await subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, aes, block as Bytes), 0, 16);
}

export async function sealKey(bytes: Uint8Array): Promise<SealKey> {
	const aes = await subtle.importKey("raw", bytes as Bytes, "AES-CBC", false, ["encrypt"]);
	const template = derivationTemplate(await encryptBlock(aes, new Uint8Array(16)));
	return { aes, template } satisfies ExpandedKey as unknown as SealKey;
}

async function messageKey(key: SealKey, nonce: Uint8Array, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
	const { aes, template } = key as unknown as ExpandedKey;
	const blocks = derivationBlocks(template, nonce);
	const [first, second] = await Promise.all([
		encryptBlock(aes, blocks.subarray(0, 16)),
		encryptBlock(aes, blocks.subarray(16)),
	]);
	const bytes = new Uint8Array(32);
	bytes.set(first);
	bytes.set(second, 16);
	return subtle.importKey("raw", bytes, "AES-GCM", false, [usage]);
}

function gcm(nonce: Uint8Array, associated: Uint8Array): AesGcmParams {
	return { name: "AES-GCM", iv: nonce.subarray(12) as Bytes, additionalData: associated as Bytes, tagLength: 128 };
}

export async function seal(
	key: SealKey,
	nonce: Uint8Array,
	plaintext: Uint8Array,
	associated: Uint8Array,
): Promise<Uint8Array> {
	const message = await messageKey(key, nonce, "encrypt");
	return new Uint8Array(await subtle.encrypt(gcm(nonce, associated), message, plaintext as Bytes));
}

export async function open(
	key: SealKey,
	nonce: Uint8Array,
	sealed: Uint8Array,
	associated: Uint8Array,
): Promise<Uint8Array | null> {
	const message = await messageKey(key, nonce, "decrypt");
	try {
		return new Uint8Array(await subtle.decrypt(gcm(nonce, associated), message, sealed as Bytes));
	} catch {
		return null;
	}
}
