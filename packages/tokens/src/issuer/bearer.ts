/** Tokens of requests, and the sessions behind them (M5). */

import type { Operations, StoredSession } from "@sojourn/core";
import { TokenValidationError } from "../errors.ts";
import type { AccessTokenClaims } from "./access-token.ts";
import type { TokenVerifier } from "./token-verifier.ts";

/** A session that was reached by a token. */
export interface TokenSession<Data extends object> extends StoredSession<Data> {
	readonly userId: string;
	/** What the token says. */
	readonly claims: AccessTokenClaims;
}

/**
 * The token of an `Authorization` header (RFC 6750, section 2.1), whatever it looks like.
 *
 * @returns `null` when there is no such header, or it is of another scheme
 */
export function bearerOf(authorization: string | null | undefined): string | null {
	const [scheme, token = ""] = /^bearer(?: +(.*))?$/is.exec(authorization ?? "") ?? [];
	return scheme === undefined ? null : token;
}

/**
 * Gives a function that finds the session behind an `Authorization` header: the same session that a cookie reaches, with
 * its data as it was stored. It counts as no activity.
 *
 * `null` when the header has no token; then `session.require()` says who is there by cookie. It throws
 * TokenValidationError (401) for a token that isn't valid or whose session is over, whatever the cookie says, and
 * StoreUnavailableError (503).
 *
 * @param verifier with `alive: "never"`, since the session is read in any case
 */
export function tokenSession<Data extends object>(
	verifier: Pick<TokenVerifier, "verify">,
	sessions: Pick<Operations<Data>, "read">,
): (authorization: string | null | undefined) => Promise<TokenSession<Data> | null> {
	return async (authorization) => {
		const token = bearerOf(authorization);
		if (token === null) return null;
		const claims = await verifier.verify(token);
		const session = await sessions.read(claims.sid);
		if (session === null || session.end !== null || session.userId !== claims.sub)
			throw new TokenValidationError("session-ended");
		return { ...session, userId: claims.sub, claims };
	};
}
