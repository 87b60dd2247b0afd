/** The middleware: a session for every request, committed before the first byte of its response. */

import { type RequestOperations, type Session, type SessionData, SessionError, sessionOf } from "@sojourn/core";
import { type BindingOptions, createBinding } from "@sojourn/core/node";
import type { Middleware, Next, ParameterizedContext } from "koa";
import { KoaRequest } from "./request.ts";

/** The middleware, and the typed way to the session. */
export interface SessionMiddleware<Data extends object> extends Middleware {
	/**
	 * The session of a request, with the type of its data.
	 *
	 * @throws SessionError when the middleware hasn't run for this request
	 */
	of(ctx: object): Session<Data>;
}

const notAwaited =
	"The response was sent while the session was being loaded: a middleware before the session middleware calls next() " +
	"without awaiting or returning it.";

/** For the routes under the middleware. */
export type SessionMiddlewareOptions = BindingOptions;

/**
 * Koa middleware that gives each request its session as `ctx.session`, sets the security headers (the nonce is in
 * `ctx.state.nonce`), refuses cross-site requests, and stores the session when the middleware after it are done, or before
 * the first byte of the response if they begin it themselves.
 *
 * @param sessions from `createSessions()` of `@sojourn/core`
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function session<Data extends object = SessionData>(
	sessions: RequestOperations<Data>,
	options: SessionMiddlewareOptions = {},
): SessionMiddleware<Data> {
	const bind = createBinding(sessions, options, {
		name: "Koa",
		trustProxy: "new Koa({ proxy: true, maxIpsCount: 1 })",
	});

	async function middleware(ctx: ParameterizedContext, next: Next): Promise<void> {
		const { onerror } = ctx;
		const binding = bind(new KoaRequest(ctx), ctx.res, (error) => ctx.onerror(error as Error));
		ctx.onerror = (error) => {
			// Koa removes all headers then, with those that every response begins with.
			if (error) binding.restoreHeaders();
			onerror.call(ctx, error);
		};
		ctx.state.nonce = binding.nonce;
		const session = await binding.session;
		if (ctx.headerSent) return void ctx.app.emit("error", new SessionError(notAwaited), ctx);
		ctx.session = session as unknown as Session;
		try {
			await next();
		} catch (error) {
			session.discard();
			throw error;
		}
		await binding.commit();
	}

	return Object.assign(middleware, { of: sessionOf<Data> });
}
