/** Guards for routes: they ask core, and answer when it says no. */

import { type LoginDemand, refusalOf, type SessionError } from "@sojourn/core";
import type { NextFunction, Request, Response } from "express";
import { answerWith } from "./session-errors.ts";

export interface GuardOptions {
	/**
	 * Answers instead of the guard, for example with a redirect to the login page. The error's `code` and `reason` say why.
	 * By default the answer is the error's status and `{ "error": { "code", "reason" } }`.
	 */
	readonly otherwise?: (error: SessionError, req: Request<unknown>, res: Response, next: NextFunction) => void;
}

export interface RecentLoginOptions extends GuardOptions, LoginDemand {}

/** A guard for routes with any parameters: it leaves the types of the route's own handler alone. */
export type Guard = <Params>(req: Request<Params>, res: Response, next: NextFunction) => void;

/** Lets logged-in users through. Everyone else gets 401 with the reason; 503 when the store can't tell. */
export function requireSession(options: GuardOptions = {}): Guard {
	return requireRecentLogin(options);
}

/**
 * Lets users through who logged in recently, or strongly, enough: `requireRecentLogin({ within: "10m" })`. Others get 401
 * with the code `step-up-required` (OWASP ASVS 5.0, V7.5).
 */
export function requireRecentLogin({ otherwise, ...demand }: RecentLoginOptions): Guard {
	return (req, res, next) => {
		const refusal = refusalOf(req, demand);
		if (refusal === null) next();
		else if (otherwise === undefined) answerWith(refusal, res);
		else otherwise(refusal, req, res, next);
	};
}
