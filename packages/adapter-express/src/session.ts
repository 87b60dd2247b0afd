/** The middleware: a session for every request, committed before the first byte of its response. */

import {
	createProtection,
	type LoadOptions,
	type ProtectionOptions,
	type RequestOperations,
	type Session,
	type SessionData,
	SessionError,
} from "@sojourn/core";
import { bindResponse, createProxyWarning, writeStart } from "@sojourn/core/node";
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
export type SessionMiddlewareOptions = Omit<LoadOptions, "crossSite"> & ProtectionOptions;

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
	const { start, crossSite } = createProtection(options);
	const loading = { ...options, crossSite };
	const warnOfProxy = createProxyWarning("Express", 'app.set("trust proxy", 1) or its address');

	function middleware(req: Request, res: Response, next: NextFunction): void {
		const request = new ExpressRequest(req);
		warnOfProxy(request);
		const begun = start(request);
		res.removeHeader("X-Powered-By");
		writeStart(res, begun);
		res.locals.nonce = begun.nonce;
		sessions.load(request, loading).then((loaded) => {
			req.session = loaded as unknown as Session;
			bindResponse(sessions, loaded, res, next);
			next();
		}, next);
	}

	return Object.assign(middleware, {
		of(req: Request): Session<Data> {
			const { session } = req as { session?: unknown };
			if (session !== undefined) return session as Session<Data>;
			throw new SessionError(
				"This request has no session: mount the session middleware, app.use(session), before this route.",
			);
		},
	});
}
