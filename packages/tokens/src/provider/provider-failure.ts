/** Why a call to a provider failed, with nothing in it of what was asked and answered: there are tokens in both. */

import * as oauth from "oauth4webapi";
import type { Advice } from "../errors.ts";

/** Within this package only: callers get a `TokenError`. */
export class ProviderFailure extends Error {
	readonly reason: string;
	readonly advice: Advice;
	/** When the provider wants to be asked again, in milliseconds from now. */
	readonly retryAfter: number | undefined;

	constructor(reason: string, advice: Advice, options: { cause?: unknown; retryAfter?: number | undefined } = {}) {
		super(reason, options.cause === undefined ? {} : { cause: bare(options.cause) });
		this.reason = reason;
		this.advice = advice;
		this.retryAfter = options.retryAfter;
	}
}

/** What `oauth4webapi` and `jose` call what they refuse, in our words. */
const reasons: { readonly [code: string]: string } = {
	[oauth.RESPONSE_IS_NOT_JSON]: "not-json",
	[oauth.PARSE_ERROR]: "malformed-json",
	[oauth.INVALID_RESPONSE]: "invalid-answer",
	[oauth.UNSUPPORTED_OPERATION]: "unsupported-answer",
	[oauth.RESPONSE_IS_NOT_CONFORM]: "unexpected-status",
	[oauth.HTTP_REQUEST_FORBIDDEN]: "insecure-endpoint",
	[oauth.REQUEST_PROTOCOL_FORBIDDEN]: "insecure-endpoint",
	[oauth.MISSING_SERVER_METADATA]: "no-endpoint",
	[oauth.INVALID_SERVER_METADATA]: "no-endpoint",
	[oauth.JSON_ATTRIBUTE_COMPARISON]: "issuer-mismatch",
	[oauth.JWT_TIMESTAMP_CHECK]: "invalid-id-token",
	[oauth.JWT_CLAIM_COMPARISON]: "invalid-id-token",
	ERR_JOSE_GENERIC: "invalid-keys",
	ERR_JWKS_INVALID: "invalid-keys",
	ERR_JWKS_NO_MATCHING_KEY: "unknown-key",
	ERR_JOSE_ALG_NOT_ALLOWED: "invalid-signature",
	ERR_JWS_SIGNATURE_VERIFICATION_FAILED: "invalid-signature",
};

/** Errors that a user can mend by signing in (RFC 6749, section 5.2; OpenID Connect Core 1.0, section 3.1.2.6). */
const mendedBySignIn = new Set([
	...["invalid_grant", "access_denied", "login_required", "interaction_required"],
	...["consent_required", "account_selection_required"],
]);

/** Errors that pass (RFC 6749, section 4.1.2.1). */
const passing = new Set(["server_error", "temporarily_unavailable"]);

/** Whatever was thrown, as a failure. */
export function failureOf(error: unknown): ProviderFailure {
	if (error instanceof ProviderFailure) return error;
	const said = saidBy(error);
	if (said !== null) return new ProviderFailure(said, adviceFor(said), { cause: error });
	return new ProviderFailure(reasons[codeOf(error) ?? ""] ?? "unexpected", "alert", { cause: error });
}

/** The error code that the provider gave; `null` when it didn't give one. */
function saidBy(error: unknown): string | null {
	const isSaid = error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError;
	return isSaid ? (word(error.error) ?? "invalid-answer") : null;
}

function adviceFor(said: string): Advice {
	if (mendedBySignIn.has(said)) return "sign-in";
	return passing.has(said) ? "retry" : "alert";
}

/** An error code as registries have them. Other text might quote what it is about. */
function word(text: unknown): string | null {
	return typeof text === "string" && /^[a-z_]{1,40}$/.test(text) ? text : null;
}

/**
 * An error's kind, without what it carries: `oauth4webapi` hangs answers and parameters on its errors, and parsers quote
 * their input. What `oauth4webapi` says in its own words is kept, since it names claims and members, never their values.
 */
function bare(error: unknown): Error {
	const { name, message } = error instanceof Error ? error : new Error();
	const own = error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError;
	const code = codeOf(error) ?? codeOf((error as { cause?: unknown } | null)?.cause);
	const copy = new Error([name, code, own ? message : undefined].filter(Boolean).join(": "));
	return Object.assign(copy, code === undefined ? {} : { code });
}

function codeOf(error: unknown): string | undefined {
	const code = (error as { code?: unknown } | null | undefined)?.code;
	return typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? code : undefined;
}
