/** The session that a middleware has left on a framework's request or context, and whether a route may go on with it. */

import { SessionError } from "./errors.ts";
import type { LoginDemand, Session } from "./session.ts";

/**
 * The session of a request, with the type of its data.
 *
 * @throws SessionError when the middleware hasn't run
 */
export function sessionOf<Data extends object>(holder: object): Session<Data> {
	const { session } = holder as { session?: Session<Data> };
	if (session !== undefined) return session;
	throw new SessionError(
		"This request has no session: mount the session middleware, app.use(session), before this route and its guards.",
	);
}

/**
 * Why a guard refuses a request; `null` when it lets it through.
 *
 * @throws SessionError when the middleware hasn't run
 */
export function refusalOf(holder: object, demand: LoginDemand): SessionError | null {
	const session = sessionOf(holder);
	try {
		session.require(demand);
		return null;
	} catch (error) {
		if (error instanceof SessionError) return error;
		throw error;
	}
}
