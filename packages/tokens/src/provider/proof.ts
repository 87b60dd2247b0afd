/** Proofs that whoever presents a token has the key it is bound to (DPoP, RFC 9449). */

import { importJWK, type JWK } from "jose";
import { type Client, DPoP, type DPoPHandle, modifyAssertion } from "oauth4webapi";

/**
 * What makes the proofs of a private key.
 *
 * @param nonce the provider's newest nonce: with one that is known from another request, none has to be asked for
 */
export async function createProof(jwk: JWK, client: Client, nonce: () => string | undefined): Promise<DPoPHandle> {
	const algorithm = algorithmOf(jwk);
	const [privateKey, publicKey] = await Promise.all([
		importJWK(jwk, algorithm),
		importJWK(publicPart(jwk), algorithm, { extractable: true }),
	]);
	return DPoP(
		client,
		{ privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey },
		{
			[modifyAssertion](_header, payload) {
				payload.nonce ??= nonce();
			},
		},
	);
}

/** A private key without what is private. */
export function publicPart({ kty, crv, x, y, n, e }: JWK): JWK {
	const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
	return Object.fromEntries(members) as unknown as JWK;
}

/** The signature algorithm of a key that doesn't name one. */
export function algorithmOf({ alg, kty, crv }: JWK): string {
	if (alg !== undefined) return alg;
	const byCurve: { readonly [curve: string]: string } = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };
	return byCurve[crv ?? ""] ?? (kty === "RSA" ? "PS256" : "Ed25519");
}
