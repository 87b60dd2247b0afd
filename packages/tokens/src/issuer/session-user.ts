/** The session and the user that tokens are issued for. */

import {
	type Session,
	SessionEndedError,
	SessionExpiredError,
	type SessionInfo,
	SessionRequiredError,
} from "@sojourn/core";

/** A session as a handler holds it, or as operations give it. */
export type AnySession = Session<object> | SessionInfo;

/**
 * The session's info, in which a user is sure to be.
 *
 * @throws SessionRequiredError or one of its subclasses: nobody is logged in, or the session is over
 */
export function requireUser(session: AnySession, now: number): SessionInfo & { readonly userId: string } {
	if ("require" in session) return session.require();
	const { userId, end, expiresAt } = session;
	if (end !== null) throw new SessionEndedError(end);
	if (userId === null) throw new SessionRequiredError();
	if (now < expiresAt) return { ...session, userId };
	throw new SessionExpiredError({ state: "expired", reason: "absolute", at: expiresAt });
}
