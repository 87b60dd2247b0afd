/** The keys that a provider signs with, fetched when they are needed and kept for ten minutes. */

import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";
import * as oauth from "oauth4webapi";
import { TokenError } from "../errors.ts";
import type { Connection, Endpoint } from "./connection.ts";
import { ProviderFailure } from "./provider-failure.ts";

/** No symmetric ones: a public key must never be taken for a secret (RFC 8725, section 3.1). */
export const signatureAlgorithms = [
	...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
	...["EdDSA", "Ed25519", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"],
];

/** Finds keys by way of an endpoint. */
export type KeyFinder = (endpoint: Endpoint) => JWTVerifyGetKey;

/** A key that isn't there makes it look again, but not within half a minute: anybody can make up names of keys. */
export function createKeyFinder(): KeyFinder {
	let keys: { readonly url: string; readonly find: JWTVerifyGetKey } | undefined;
	return ({ server, http }) => {
		const url = server.jwks_uri;
		if (url === undefined) throw new ProviderFailure("no-endpoint", "alert");
		if (keys?.url !== url) {
			const fetch = http[oauth.customFetch];
			const find = createRemoteJWKSet(new URL(url), {
				[customFetch]: (address, { method, headers }) =>
					fetch(address, { method, headers: Object.fromEntries(headers) }),
			});
			keys = { url, find };
		}
		return keys.find;
	};
}

const finding = { name: "search for a key", Error: TokenError };

/**
 * The key that a JWT names, for `jwtVerify` of `jose`.
 *
 * @throws TokenError when the keys can't be had; of `jose`, what it says when they can, and none of them fits
 */
export function createVerificationKey(connection: Connection, findKeys: KeyFinder): JWTVerifyGetKey {
	return async (header, token) => {
		const found = await connection.call(finding, async (endpoint) => {
			try {
				return { key: await findKeys(endpoint)(header, token) };
			} catch (error) {
				if (isVerdict(error)) return { error };
				throw error;
			}
		});
		if ("error" in found) throw found.error;
		return found.key;
	};
}

/** Whether it is about the token, rather than about the keys. */
function isVerdict(error: unknown): boolean {
	return [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported].some(
		(kind) => error instanceof kind,
	);
}
