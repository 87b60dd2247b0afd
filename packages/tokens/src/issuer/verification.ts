/** The checks of a token by itself: signature, then claims, by what was configured and nothing that the token says. */

import {
	type CryptoKey,
	createRemoteJWKSet,
	errors,
	type JWSHeaderParameters,
	type JWTVerifyOptions,
	jwtVerify,
} from "jose";
import { TokenError, type TokenProblem, TokenValidationError } from "../errors.ts";
import { type AccessTokenClaims, accessTokenType, isAccessToken } from "./access-token.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** Finds the key that a token's header names. */
type FindKey = (header: JWSHeaderParameters) => Promise<CryptoKey>;

/** Times in milliseconds. */
export interface Expectations {
	readonly issuer: string;
	readonly audience: string | readonly string[];
	readonly algorithms: readonly string[];
	readonly clockSkew: number;
	readonly now: () => number;
	readonly findKey: FindKey;
}

/** An access token with scope and a few claims has well under 1,000 characters. */
const longest = 8192;

/**
 * Three parts of base64url, the last of which says nothing in the bits that belong to no byte. jose forgives those, and
 * white space: the same signature could then be written in several ways.
 */
const form = /^[\w-]+\.[\w-]+\.(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;

/** Gives a function that verifies a token, and throws TokenValidationError with a {@link TokenProblem}. */
export function createVerification(expected: Expectations): (token: string) => Promise<AccessTokenClaims> {
	const { issuer, audience, algorithms, clockSkew, now, findKey } = expected;
	const clockTolerance = clockSkew / 1000;
	const options: JWTVerifyOptions = {
		issuer,
		audience: [audience].flat(),
		algorithms: [...algorithms],
		typ: accessTokenType,
		clockTolerance,
		requiredClaims: ["exp"],
	};
	return async (token) => {
		// What comes from a parsed body may be anything, whatever the types say.
		if (typeof token !== "string" || token.length > longest || !form.test(token))
			throw new TokenValidationError("malformed");
		const at = now();
		const claims = await verified(token, findKey, { ...options, currentDate: new Date(at) });
		if (!isAccessToken(claims)) throw new TokenValidationError("claims");
		if (claims.iat > at / 1000 + clockTolerance) throw new TokenValidationError("not-yet-valid");
		return claims;
	};
}

/** Finds keys among an application's own. */
export function ownKeys(keys: SigningKeys): FindKey {
	return async ({ kid, alg }) => {
		const key = typeof kid === "string" ? await keys.find(kid) : null;
		if (key === null) throw new TokenValidationError("unknown-key");
		if (key.algorithm !== alg) throw new TokenValidationError("algorithm");
		return key.publicKey;
	};
}

/** Finds keys among those that an issuer publishes. They are kept for 10 minutes, and asked for anew at most every 30 seconds. */
export function publishedKeys(jwksUri: string): FindKey {
	const find = createRemoteJWKSet(new URL(jwksUri));
	return async (header) => {
		if (typeof header.kid !== "string") throw new TokenValidationError("unknown-key");
		try {
			return await find(header);
		} catch (error) {
			if (error instanceof errors.JWKSNoMatchingKey) throw new TokenValidationError("unknown-key");
			throw new TokenError(`There are no keys to be had from ${jwksUri}: try again later.`, {
				advice: "retry",
				reason: "keys-unavailable",
				cause: error,
			});
		}
	};
}

async function verified(token: string, findKey: FindKey, options: JWTVerifyOptions) {
	try {
		return (await jwtVerify(token, findKey, options)).payload;
	} catch (error) {
		const problem = problemOf(error);
		// What jose says of a token has its claims in it.
		throw problem === null ? error : new TokenValidationError(problem);
	}
}

function problemOf(error: unknown): TokenProblem | null {
	if (error instanceof errors.JWTExpired) return "expired";
	if (error instanceof errors.JWTClaimValidationFailed) {
		return error.reason === "invalid" ? "claims" : (claimProblems[error.claim] ?? "claims");
	}
	if (error instanceof errors.JOSEAlgNotAllowed) return "algorithm";
	if (error instanceof errors.JOSENotSupported) return "critical-header";
	if (error instanceof errors.JWSSignatureVerificationFailed) return "signature";
	return error instanceof errors.JOSEError ? "malformed" : null;
}

const claimProblems: { readonly [claim: string]: TokenProblem } = {
	typ: "type",
	iss: "issuer",
	aud: "audience",
	nbf: "not-yet-valid",
};
