/** What goes wrong with tokens: which step failed, and what to do about it. */

import { type Header, SessionError, type SetCookie } from "@sojourn/core";

/** What to do: try again later, send the user to sign in, or have somebody look at it. */
export type Advice = "retry" | "sign-in" | "alert";

/** What all errors of this package share. No token is ever in one: not in its message, its cause, its fields. */
export interface TokenErrorOptions {
	readonly advice: Advice;
	/** A word for clients and metrics: `"invalid_grant"`, `"timeout"`. */
	readonly reason: string;
	readonly cause?: unknown;
	/** In seconds, where the provider said when to try again. */
	readonly retryAfter?: number | undefined;
}

const statuses = { retry: 503, "sign-in": 401, alert: 502 } as const;

/** The base of the errors of this package. */
export class TokenError extends SessionError {
	override readonly code: string = "token-error";
	override readonly status: number;
	override readonly headers: readonly Header[];
	readonly advice: Advice;
	/** In seconds; `undefined` when the provider didn't say. */
	readonly retryAfter: number | undefined;

	constructor(message: string, { advice, retryAfter, ...options }: TokenErrorOptions) {
		super(message, options);
		this.advice = advice;
		this.retryAfter = retryAfter;
		this.status = statuses[advice];
		this.headers = retryAfter === undefined ? [] : [["Retry-After", `${retryAfter}`]];
	}
}

/** There is no valid access token, and none could be had. */
export class TokenRefreshError extends TokenError {
	override readonly code = "token-refresh";
}

/** What an application needs to go on after a sign-in that failed. */
export interface SignInErrorOptions extends TokenErrorOptions {
	readonly cookies?: readonly SetCookie[];
	readonly returnTo?: string;
}

/** A sign-in could not be begun or completed. */
export class SignInError extends TokenError {
	override readonly code = "sign-in-failed";
	/** To set on the answer, so that the browser forgets the sign-in. */
	readonly cookies: readonly SetCookie[];
	/** Where the user wanted to go: a path of this site, for the next try. */
	readonly returnTo: string;

	constructor(message: string, { cookies = [], returnTo = "/", ...options }: SignInErrorOptions) {
		super(message, options);
		this.cookies = cookies;
		this.returnTo = returnTo;
	}
}

/** A token could not be revoked, or nobody could say whether it was. */
export class RevocationError extends TokenError {
	override readonly code = "token-revocation";
}

/** Why a presented token isn't valid. */
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

/** A presented token isn't valid (RFC 6750, section 3.1). */
export class TokenValidationError extends TokenError {
	override readonly code = "token-invalid";
	override readonly headers: readonly Header[] = [["WWW-Authenticate", 'Bearer error="invalid_token"']];

	constructor(problem: TokenProblem) {
		super(`The token isn't valid: ${problem}.`, { advice: "sign-in", reason: problem });
	}

	override get reason(): TokenProblem {
		return super.reason as TokenProblem;
	}
}
