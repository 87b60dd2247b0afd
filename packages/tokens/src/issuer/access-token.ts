/** What an access token of one's own says: a JWT as RFC 9068 has it, with the session's id. */

import type { JWTPayload } from "jose";

/** The header's `typ` (RFC 9068, section 2.1). No other JWT of the application passes for an access token. */
export const accessTokenType = "at+jwt";

/** The claims. Times are seconds since the epoch, as in every JWT. */
export interface AccessTokenClaims extends JWTPayload {
	readonly iss: string;
	/** The user. */
	readonly sub: string;
	readonly aud: string | string[];
	readonly exp: number;
	readonly iat: number;
	/** The token's own id. */
	readonly jti: string;
	readonly client_id: string;
	/** The session's public id. */
	readonly sid: string;
	/** When the user proved who they are. */
	readonly auth_time?: number;
	/** The assurance level. */
	readonly acr?: string;
	/** How the user proved it (RFC 8176). */
	readonly amr?: string[];
	/** Separated by spaces. */
	readonly scope?: string;
}

/** What the issuer says itself, and no caller for it. */
export const ownClaims: readonly string[] = [
	...["iss", "sub", "aud", "exp", "nbf", "iat", "jti"],
	...["client_id", "sid", "auth_time", "acr", "amr", "scope"],
];

/** Those that a token must have, as text. */
const texts = ["iss", "sub", "jti", "client_id", "sid"] as const;

/** Whether verified claims are those of an access token. Time and audience have been checked by then. */
export function isAccessToken(claims: JWTPayload): claims is AccessTokenClaims {
	return (
		texts.every((name) => typeof claims[name] === "string" && claims[name] !== "") && typeof claims.iat === "number"
	);
}
