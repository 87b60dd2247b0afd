/** A key as it is kept: a private JWK, which is only ever written sealed. */

import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import type { SigningAlgorithm } from "./algorithms.ts";
import type { SigningKey, VerificationKey } from "./signing-keys.ts";

/** A private key, and what it is for. */
export interface StoredKey {
	readonly kid: string;
	readonly algorithm: SigningAlgorithm;
	readonly jwk: JWK;
}

/** A key that is ready for use. */
export interface LoadedKey extends SigningKey, VerificationKey {
	/** What others verify with. */
	readonly publicJwk: JWK;
}

/** Makes a key pair, whose id is its thumbprint (RFC 7638). */
export async function generateKey(algorithm: SigningAlgorithm): Promise<StoredKey> {
	const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
	const jwk = await exportJWK(privateKey);
	return { kid: await calculateJwkThumbprint(jwk), algorithm, jwk };
}

/**
 * Makes a key ready for use. Its private half can't be exported again.
 *
 * @throws TypeError, JOSEError, DOMException when the key isn't a private one for its algorithm
 */
export async function loadKey({ kid, algorithm, jwk }: StoredKey): Promise<LoadedKey> {
	const { kty, crv, x, y, n, e } = jwk;
	const parameters = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
	const publicJwk: JWK = { ...Object.fromEntries(parameters), kid, alg: algorithm, use: "sig" };
	const [privateKey, publicKey] = await Promise.all([importKey(jwk, algorithm), importKey(publicJwk, algorithm)]);
	return { kid, algorithm, privateKey, publicKey, publicJwk };
}

/** Of asymmetric algorithms, which ours all are, jose makes a `CryptoKey`. */
async function importKey({ ext: _ext, key_ops: _operations, ...jwk }: JWK, algorithm: SigningAlgorithm) {
	return (await importJWK(jwk, algorithm, { extractable: false })) as CryptoKey;
}
