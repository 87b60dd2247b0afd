/** DPoP proofs for requests with a bound token (RFC 9449, section 4). */

import { importJWK, type JWK, SignJWT } from "jose";
import { digest } from "../ledger/digest.ts";
import { algorithmOf, publicPart } from "../provider/proof.ts";

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
	const alg = algorithmOf(proofKey);
	const claims = { htm: method.toUpperCase(), htu: origin + pathname, ath: await digest(accessToken) };
	return new SignJWT({ ...claims, jti: crypto.randomUUID(), ...(nonce !== undefined && { nonce }) })
		.setProtectedHeader({ alg, typ: "dpop+jwt", jwk: publicPart(proofKey) })
		.setIssuedAt(Math.floor(now / 1000))
		.sign(await importJWK(proofKey, alg));
}
