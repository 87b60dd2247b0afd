/** Guards for routes: they ask core, and answer when it says no. */

import { type LoginDemand, refusalOf, type SessionError } from "@sojourn/core";
import type { Middleware, ParameterizedContext } from "koa";
import { answerWith } from "./session-errors.ts";

export interface GuardOptions {
	/**
	 * Answers instead of the guard, for example with a redirect to the login page. The error's `code` and `reason` say why.
	 * By default the answer is the error's status and `{ "error": { "code", "reason" } }`.
	 */
	readonly otherwise?: (error: SessionError, ctx: ParameterizedContext) => unknown;
}

export interface RecentLoginOptions extends GuardOptions, LoginDemand {}

/** Lets logged-in users through. Everyone else gets 401 with the reason; 503 when the store can't tell. */
export function requireSession(options: GuardOptions = {}): Middleware {
	return requireRecentLogin(options);
}

/**
 * Lets users through who logged in recently, or strongly, enough: `requireRecentLogin({ within: "10m" })`. Others get 401
 * with the code `step-up-required` (OWASP ASVS 5.0, V7.5).
 */
export function requireRecentLogin({ otherwise = answerWith, ...demand }: RecentLoginOptions): Middleware {
	return async (ctx, next) => {
		const refusal = refusalOf(ctx, demand);
		await (refusal === null ? next() : otherwise(refusal, ctx));
	};
}
