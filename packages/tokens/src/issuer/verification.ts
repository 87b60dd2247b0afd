/** The checks of a token by itself: signature, then claims, by what was configured and nothing that the token says. */

import {
	type CryptoKey,
	createRemoteJWKSet,
	errors,
	type JWSHeaderParameters,
	type JWTVerifyOptions,
	jwtVerify,
} from "jose";
import { TokenError, TokenValidationError } from "../errors.ts";
import { type AccessTokenClaims, accessTokenType, isAccessToken } from "./access-token.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** Why a token isn't valid. */
export type TokenProblem =
	/** No JWT, or one that isn't written in the one way that there is. */
	| "malformed"
	/** An algorithm that isn't allowed, or isn't its key's. */
	| "algorithm"
	/** Demands an extension that nobody here knows (RFC 7515, section 4.1.11). */
	| "critical-header"
	| "unknown-key"
	| "signature"
	/** Another kind of JWT than an access token. */
	| "type"
	| "issuer"
	| "audience"
	| "expired"
	| "not-yet-valid"
	/** A claim is missing, or isn't what it should be. */
	| "claims"
	| "revoked"
	| "session-ended";

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
		if (typeof token !== "string" || token.length > longest || !form.test(token)) throw invalid("malformed");
		const at = now();
		const claims = await verified(token, findKey, { ...options, currentDate: new Date(at) });
		if (!isAccessToken(claims)) throw invalid("claims");
		if (claims.iat > at / 1000 + clockTolerance) throw invalid("not-yet-valid");
		return claims;
	};
}

/** An error for a token. Nothing of the token, or of what jose says of it, is in it. */
export function invalid(problem: TokenProblem): TokenValidationError {
	return new TokenValidationError(problem);
}

/** Finds keys among an application's own. */
export function ownKeys(keys: SigningKeys): FindKey {
	return async ({ kid, alg }) => {
		const key = typeof kid === "string" ? await keys.find(kid) : null;
		if (key === null) throw invalid("unknown-key");
		if (key.algorithm !== alg) throw invalid("algorithm");
		return key.publicKey;
	};
}

/** Finds keys among those that an issuer publishes. They are kept for 10 minutes, and asked for anew at most every 30 seconds. */
export function publishedKeys(jwksUri: string): FindKey {
	const find = createRemoteJWKSet(new URL(jwksUri));
	return async (header) => {
		if (typeof header.kid !== "string") throw invalid("unknown-key");
		try {
			return await find(header);
		} catch (error) {
			if (error instanceof errors.JWKSNoMatchingKey) throw invalid("unknown-key");
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
		throw problem === null ? error : invalid(problem);
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
