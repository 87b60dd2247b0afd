/**
 * What core needs of cryptography: five primitives. `#crypto` is `node.ts` on Node and `web.ts` elsewhere (package.json,
 * "imports"); each exports what is in {@link CryptoPort}. What takes long may come at once or as a promise: WebCrypto has no synchronous calls, node:crypto is far
 * faster with them.
 */

export type MaybePromise<T> = T | Promise<T>;

declare const opaque: unique symbol;

/** A key for {@link CryptoPort.hmac}. */
export interface HmacKey {
	readonly [opaque]: "hmac";
}

/** A key for {@link CryptoPort.seal} and {@link CryptoPort.open}. */
export interface SealKey {
	readonly [opaque]: "seal";
}

export interface CryptoPort {
	/** From the platform's CSPRNG. */
	randomBytes(length: number): Uint8Array;

	/** Base64url without padding (RFC 4648, 5), of few bytes: an id, a nonce. */
	base64url(bytes: Uint8Array): string;

	/** SHA-256 of the text's UTF-8 bytes, base64url without padding. */
	sha256(text: string): MaybePromise<string>;

	/** HKDF with SHA-256 and an empty salt (RFC 5869): `length` bytes of `secret` bound to `info`. */
	hkdf(secret: Uint8Array, info: string, length: number): MaybePromise<Uint8Array>;

	hmacKey(bytes: Uint8Array): MaybePromise<HmacKey>;

	/** HMAC-SHA-256 of the text's UTF-8 bytes (RFC 2104), its first 16 bytes, base64url: 22 characters. */
	hmac(key: HmacKey, text: string): MaybePromise<string>;

	/** 32 bytes for XAES-256-GCM, expanded once. */
	sealKey(bytes: Uint8Array): MaybePromise<SealKey>;

	/** XAES-256-GCM (C2SP): 24 bytes of nonce; gives ciphertext ‖ tag. */
	seal(key: SealKey, nonce: Uint8Array, plaintext: Uint8Array, associated: Uint8Array): MaybePromise<Uint8Array>;

	/** Undoes {@link seal}; `null` when anything was changed or the key is another. */
	open(key: SealKey, nonce: Uint8Array, sealed: Uint8Array, associated: Uint8Array): MaybePromise<Uint8Array | null>;
}

// The port of this platform: by name, so that a bundle has none that it doesn't use.
export declare const randomBytes: CryptoPort["randomBytes"];
export declare const base64url: CryptoPort["base64url"];
export declare const sha256: CryptoPort["sha256"];
export declare const hkdf: CryptoPort["hkdf"];
export declare const hmacKey: CryptoPort["hmacKey"];
export declare const hmac: CryptoPort["hmac"];
export declare const sealKey: CryptoPort["sealKey"];
export declare const seal: CryptoPort["seal"];
export declare const open: CryptoPort["open"];
