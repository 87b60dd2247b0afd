/** Who makes a request, for routes and for pages. */

import { requireSession } from "@sojourn/adapter-express";
import { type Session, SessionRequiredError } from "@sojourn/core";
import type { Request, RequestHandler, Response } from "express";
import type { Services } from "./services.ts";
import type { DemoData } from "./sessions.ts";
import type { User } from "./users.ts";
import type { Page } from "./views/page.ts";

/** Lets those through who are signed in; for the others the error handler finds the answer. */
export const onlySignedIn: RequestHandler = requireSession({ otherwise: (error, _req, _res, next) => next(error) });

/** The client's address as people know it: a server that listens on IPv6 sees `::ffff:192.0.2.1` (RFC 4291, 2.5.5.2). */
export function addressOf({ ip }: Request): string | null {
	return ip?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null;
}

/** Where those are sent who signed themselves out. */
export const signedOut = "/login?signed-out";

/** Ends a visitor's own session. What tokens there are behind it are given back to their provider. */
export function signOut({ provider }: Services, session: Session<DemoData>): Promise<void> {
	return provider?.tokens.signOut(session) ?? session.logout();
}

/** The session and the user of a request, on a route that only those reach who are signed in. */
export function signedIn(
	{ session, users }: Services,
	req: Request,
): { session: Session<DemoData>; sessionId: string; user: User } {
	const current = session.of(req);
	const user = current.userId === null ? undefined : users.find(current.userId);
	if (current.id === null || user === undefined) throw new SessionRequiredError();
	return { session: current, sessionId: current.id, user };
}

/**
 * What a page must know of the request. Takes the notice out of the session, so that it is said once. Who may be somebody
 * else is told nothing of the user.
 */
export function pageOf(services: Services, req: Request, res: Response): Page {
	const { userId, data, stepUp } = services.session.of(req);
	if (stepUp !== null) return anonymousPageOf(services, req, res);
	const { notice } = data;
	delete data.notice;
	const user = userId === null ? undefined : services.users.find(userId);
	return { ...anonymousPageOf(services, req, res), notice, user };
}

/** The same without session and user, for when they can't be had. */
export function anonymousPageOf({ now, provider }: Services, req: Request, res: Response): Page {
	return {
		nonce: res.locals.nonce ?? "",
		path: req.baseUrl + req.path,
		origin: `${req.protocol}://${req.host}`,
		provider,
		now: now(),
	};
}
