/** Signing keys from elsewhere: a secret manager, a key management service that exports, a file. */

import { ConfigurationError } from "@sojourn/core";
import { calculateJwkThumbprint, exportJWK, importPKCS8, type JWK } from "jose";
import { isSigningAlgorithm, type SigningAlgorithm, signingAlgorithms } from "./algorithms.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { type LoadedKey, loadKey } from "./stored-key.ts";

/** A private key, as it was exported. */
export interface ImportedKey {
	/** A JWK (RFC 7517), or PKCS #8 in PEM: `-----BEGIN PRIVATE KEY-----`. */
	readonly privateKey: JWK | string;
	readonly algorithm: SigningAlgorithm;
	/** Default: the JWK's, or else the key's thumbprint (RFC 7638). */
	readonly kid?: string;
}

/** Nothing rotates here, so nothing bounds these but reason. In milliseconds. */
const day = 86_400_000;
const fiveMinutes = 300_000;

/**
 * Keys that you keep and rotate yourself. The first signs, all of them verify and are published. To rotate: add the new
 * key at the end, move it to the front a day later, and take the old one out another day later.
 *
 * @throws ConfigurationError naming every key that can't be used
 */
export async function importSigningKeys(given: readonly ImportedKey[]): Promise<SigningKeys> {
	const problems: string[] = given.length === 0 ? ["No signing key is given: the first signs."] : [];
	const keys: LoadedKey[] = [];
	for (const [index, key] of given.entries()) {
		if (!isSigningAlgorithm(key.algorithm)) {
			problems.push(`keys[${index}].algorithm is ${key.algorithm}: give one of ${signingAlgorithms.join(", ")}.`);
			continue;
		}
		// What the platform says of a key that it can't read may show parts of it.
		const loaded = await load(key).catch(() => null);
		if (loaded === null) {
			problems.push(`keys[${index}] is no private key for ${key.algorithm}: give a JWK, or PKCS #8 in PEM.`);
		} else if (keys.some(({ kid }) => kid === loaded.kid)) problems.push(`keys[${index}] has the kid of another.`);
		else keys.push(loaded);
	}
	const [first] = keys;
	if (problems.length > 0 || first === undefined) throw new ConfigurationError(problems);

	const byId = new Map(keys.map((key) => [key.kid, key]));
	return {
		longestTtl: day,
		publishFor: fiveMinutes,
		current: async () => first,
		find: async (kid) => byId.get(kid) ?? null,
		published: async () => ({ keys: keys.map(({ publicJwk }) => publicJwk) }),
	};
}

async function load({ privateKey, algorithm, kid }: ImportedKey): Promise<LoadedKey | null> {
	const jwk =
		typeof privateKey === "string"
			? await exportJWK(await importPKCS8(privateKey, algorithm, { extractable: true }))
			: privateKey;
	if (jwk.d === undefined) return null;
	return loadKey({ kid: kid ?? jwk.kid ?? (await calculateJwkThumbprint(jwk)), algorithm, jwk });
}
