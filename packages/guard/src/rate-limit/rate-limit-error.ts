/** The error of those who ask too often. */

import { type Header, SessionError } from "@sojourn/core";

/** Too many requests: try again in {@link retryAfter} seconds. The answer carries `Retry-After` and the `RateLimit` headers. */
export class RateLimitError extends SessionError {
	override readonly code = "rate-limited";
	override readonly status = 429;
	override readonly headers: readonly Header[];
	/** The rule's name. */
	readonly rule: string;
	/** In seconds. */
	readonly retryAfter: number;

	constructor(rule: string, retryAfter: number, headers: readonly Header[]) {
		super(`Too many requests (${rule}): try again in ${retryAfter} seconds.`);
		this.rule = rule;
		this.retryAfter = retryAfter;
		this.headers = [["Retry-After", `${retryAfter}`], ...headers];
	}
}
