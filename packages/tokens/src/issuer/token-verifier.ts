/** Verifies access tokens of one's own, in the application that issued them or in an API beside it (T9). */

import { ConfigurationError, type Duration } from "@sojourn/core";
import { TokenValidationError } from "../errors.ts";
import type { RevocationList } from "../ledger/revocation-list.ts";
import type { AccessTokenClaims } from "./access-token.ts";
import { type SigningAlgorithm, signingAlgorithms } from "./algorithms.ts";
import { createLiveness, type LivenessOptions } from "./liveness.ts";
import { audienceProblems, issuerProblems, jwksUriProblems, readDuration } from "./options.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { createVerification, ownKeys, publishedKeys } from "./verification.ts";

/** Where the keys are. */
export type VerifierKeys =
	/** Here: each is good for its own algorithm only. */
	| { readonly keys: SigningKeys }
	/** At the issuer. */
	| {
			/** The `https` address where it publishes them. */
			readonly jwksUri: string;
			/** What it signs with. Default `["ES256"]`. */
			readonly algorithms?: readonly SigningAlgorithm[];
	  };

/** What is demanded of a token. */
export interface TokenDemands {
	/** Who must have issued it. */
	readonly issuer: string;
	/** Who verifies: the token must be for one of these. */
	readonly audience: string | readonly string[];
	/** Refuses tokens that were revoked before their time, at the cost of one call to the ledger. */
	readonly revocations?: Pick<RevocationList, "isRevoked">;
	/** By how much the clocks of the servers may differ. Default 5 seconds. */
	readonly clockSkew?: Duration;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

export type TokenVerifierOptions = TokenDemands & VerifierKeys & LivenessOptions;

export interface TokenVerifier {
	/**
	 * Verifies an access token (RFC 9068, section 4).
	 *
	 * @returns its claims
	 * @throws TokenValidationError (401), whose `reason` is a `TokenProblem`; TokenError (`retry`, 503) when there are no
	 * keys to be had; StoreUnavailableError (503) when the store, or the ledger, can't say what it is asked
	 */
	verify(token: string): Promise<AccessTokenClaims>;

	/** Stops listening for invalidations. */
	close(): Promise<void>;
}

/**
 * Makes a {@link TokenVerifier}. Signature, algorithm, type, issuer, audience and time are always checked, against what is
 * configured here; keys that a token brings along (`jwk`, `jku`, `x5u`) are ignored. Whether the session goes on is
 * checked as `alive` says.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
	const { issuer, audience, revocations, now = Date.now } = options;
	const problems = [...issuerProblems(issuer), ...audienceProblems(audience)];
	const clockSkew = readDuration(problems, "clockSkew", options.clockSkew ?? "5s", 0);
	const { isAlive, close } = createLiveness(options, now, problems);
	if ("jwksUri" in options) problems.push(...jwksUriProblems(options.jwksUri));
	else if (typeof options.keys?.find !== "function") problems.push("keys and jwksUri are missing: give one of them.");
	if (problems.length > 0) throw new ConfigurationError(problems);

	const { algorithms, findKey } =
		"jwksUri" in options
			? { algorithms: options.algorithms ?? ["ES256"], findKey: publishedKeys(options.jwksUri) }
			: { algorithms: signingAlgorithms, findKey: ownKeys(options.keys) };
	const check = createVerification({ issuer, audience, algorithms, clockSkew, now, findKey });

	return {
		async verify(token) {
			const claims = await check(token);
			if (revocations !== undefined && (await revocations.isRevoked(claims))) throw new TokenValidationError("revoked");
			const alive = isAlive(claims.sid, claims.sub);
			if (!(typeof alive === "boolean" ? alive : await alive)) throw new TokenValidationError("session-ended");
			return claims;
		},
		close,
	};
}
