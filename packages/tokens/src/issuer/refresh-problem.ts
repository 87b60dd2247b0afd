/** Why refresh tokens are refused, in a word and in a sentence. */

import { TokenRefreshError } from "../errors.ts";

/** Why a refresh token is refused: the `reason` of the error. */
export type RefreshProblem =
	/** Not one of ours, changed, or out of time. No store was read. */
	| "unknown"
	/** Another client's. No store was read. */
	| "other-client"
	/** Tokens were issued for the session anew. */
	| "superseded"
	/** It was replaced, and not just now. The session is over. */
	| "reused"
	| "session-ended";

const sentences: { readonly [problem in RefreshProblem]: string } = {
	unknown: "isn't one of ours, or is out of time",
	"other-client": "was issued to another client",
	superseded: "was issued before others took its place",
	reused: "was used again after it had been replaced, so the session was ended",
	"session-ended": "belongs to a session that is over",
};

/** The error for a refresh token. */
export function refusal(reason: RefreshProblem, cause?: unknown): TokenRefreshError {
	const message = `The refresh token ${sentences[reason]}: log in again.`;
	return new TokenRefreshError(message, { advice: "sign-in", reason, cause });
}
