/** The middleware: a session for every request, committed before the first byte of its response. */

import { type RequestOperations, type Session, type SessionData, sessionOf } from "@sojourn/core";
import { type BindingOptions, createBinding } from "@sojourn/core/node";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { ExpressRequest } from "./request.ts";

/** The middleware, and the typed way to the session. */
export interface SessionMiddleware<Data extends object> extends RequestHandler {
	/**
	 * The session of a request, with the type of its data.
	 *
	 * @throws SessionError when the middleware hasn't run for this request
	 */
	of(req: Request): Session<Data>;
}

/** For the routes under the middleware. */
export type SessionMiddlewareOptions = BindingOptions;

/**
 * Express middleware that gives each request its session as `req.session`, sets the security headers (the nonce is in
 * `res.locals.nonce`), refuses cross-site requests, and holds the response back until the session is stored.
 *
 * @param sessions from `createSessions()` of `@sojourn/core`
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function session<Data extends object = SessionData>(
	sessions: RequestOperations<Data>,
	options: SessionMiddlewareOptions = {},
): SessionMiddleware<Data> {
	const bind = createBinding(sessions, options, {
		name: "Express",
		trustProxy: 'app.set("trust proxy", 1) or its address',
	});

	function middleware(req: Request, res: Response, next: NextFunction): void {
		res.removeHeader("X-Powered-By");
		const { nonce, session } = bind(new ExpressRequest(req), res, next);
		res.locals.nonce = nonce;
		session.then((loaded) => {
			req.session = loaded as unknown as Session;
			next();
		}, next);
	}

	return Object.assign(middleware, { of: sessionOf<Data> });
}
