/** DPoP proofs for requests with a bound token (RFC 9449, section 4). */

import { base64url, importJWK, type JWK, SignJWT } from "jose";

/** A request that a proof is made for. */
export interface ProvenRequest {
	readonly method: string;
	/** Its address; query and fragment don't matter. */
	readonly url: string;
	/** The access token that it carries. */
	readonly accessToken: string;
	/** What the API's last answer had in `DPoP-Nonce`, if it had (section 9). */
	readonly nonce?: string | undefined;
}

/** A proof that is good for one request. `now` in milliseconds since the epoch. */
export async function proofOf(proofKey: JWK, request: ProvenRequest, now: number): Promise<string> {
	const { method, url, accessToken, nonce } = request;
	const { origin, pathname } = new URL(url);
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(accessToken)));
	const alg = algorithmOf(proofKey);
	const claims = { htm: method.toUpperCase(), htu: origin + pathname, ath: base64url.encode(hash) };
	return new SignJWT({ ...claims, jti: crypto.randomUUID(), ...(nonce !== undefined && { nonce }) })
		.setProtectedHeader({ alg, typ: "dpop+jwt", jwk: publicPart(proofKey) })
		.setIssuedAt(Math.floor(now / 1000))
		.sign(await importJWK(proofKey, alg));
}

const curves: { readonly [curve: string]: string } = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };

function algorithmOf({ alg, kty, crv = "" }: JWK): string {
	return alg ?? curves[crv] ?? (kty === "OKP" ? "EdDSA" : "RS256");
}

function publicPart({ kty, crv, x, y, e, n }: JWK): JWK {
	if (kty === "RSA") return { kty, e, n } as JWK;
	return { kty, crv, x, ...(y !== undefined && { y }) } as JWK;
}
