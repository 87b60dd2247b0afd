/** Why there is no access token, and what to do about it. */

import { SessionError } from "@sojourn/core";
import { TokenRefreshError } from "../errors.ts";
import type { Grant } from "./grant.ts";

const signIn = (message: string, reason: string) => new TokenRefreshError(message, { advice: "sign-in", reason });

export function noSession(): TokenRefreshError {
	return signIn("The session has ended, and its tokens with it.", "session-ended");
}

/** There was none, it has ended, or it was sealed under a secret or for a session that this isn't. */
export function noGrant(provider: string | undefined, grant: Grant | undefined): TokenRefreshError {
	const whose = provider === undefined ? "" : ` of ${provider}`;
	if (grant?.ended) {
		return signIn(`The tokens${whose} are gone (${grant.ended.reason}): send the user to sign in.`, grant.ended.reason);
	}
	return signIn(`The session has no tokens${whose}: send the user to sign in, then call tokens.keep().`, "no-grant");
}

export function noRefreshToken(provider: string): TokenRefreshError {
	const why = `The access token of ${provider} is over, and it gave no refresh token`;
	return signIn(`${why}: send the user to sign in, asking for offline access.`, "no-refresh-token");
}

/** Others held the lock all the while, or it was lost before anything was spent. */
export function busy(provider: string): TokenRefreshError {
	const message = `Another process is refreshing the tokens of ${provider} and isn't done: try again.`;
	return new TokenRefreshError(message, { advice: "retry", reason: "busy", retryAfter: 1 });
}

/** What a provider threw. An error that isn't one of ours may quote a token, so that nothing is taken from it. */
export function providerFailure(provider: string, error: unknown): SessionError {
	if (error instanceof SessionError) return error;
	const message = `The provider ${provider} failed in a way that it doesn't explain: its refresh() should throw TokenErrors.`;
	return new TokenRefreshError(message, { advice: "alert", reason: "provider-failed" });
}

/** A word for an error, for events and the history. */
export function reasonOf(error: unknown): string {
	return error instanceof SessionError ? error.reason : "failed";
}
