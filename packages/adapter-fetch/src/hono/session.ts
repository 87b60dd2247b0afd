/** The middleware: a session for every request, committed before the first byte of its response. */

import { type RequestOperations, type Session, type SessionData, SessionError } from "@sojourn/core";
import { createExchanges, type ExchangeOptions, writeHeaders } from "@sojourn/core/fetch";
import type { Context, MiddlewareHandler } from "hono";
import type { GetConnInfo } from "hono/conninfo";

/** What the middleware adds to Hono's context: `new Hono<SessionEnv<Data>>()`, where Hono doesn't infer it. */
export interface SessionEnv<Data extends object = SessionData> {
	Variables: {
		/** The session of this request. */
		session: Session<Data>;
		/** For this response's inline scripts and styles. */
		nonce: string;
	};
}

export interface SessionMiddlewareOptions extends ExchangeOptions {
	/** Tells the client's address; from `hono/bun`, `hono/deno`, `hono/cloudflare-workers`, `@hono/node-server/conninfo`. */
	readonly getConnInfo?: GetConnInfo;
}

/**
 * Hono middleware that gives each request its session as `c.var.session`, sets the security headers (the nonce is
 * `c.var.nonce`), refuses cross-site requests, and stores the session before the response leaves. Its errors go to
 * `app.onError`.
 *
 * @param sessions from `createSessions()` of `@sojourn/core`
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function session<Data extends object>(
	sessions: RequestOperations<Data>,
	options: SessionMiddlewareOptions = {},
): MiddlewareHandler<SessionEnv<Data>> {
	const { getConnInfo } = options;
	const begin = createExchanges(sessions, options);

	return async (c, next) => {
		if (c.get("session") !== undefined)
			throw new SessionError("The session middleware ran twice for one request: mount it once.");
		const exchange = begin(c.req.raw, getConnInfo?.(c).remote.address);
		c.set("nonce", exchange.start.nonce);
		let loaded: Session<Data> | null = null;
		try {
			loaded = await exchange.load();
			c.set("session", loaded);
			await next();
			if (!c.finalized) return; // no handler answered, and Hono says so
			if (c.error !== undefined) loaded.discard();
			const response = await exchange.commit(loaded, c.res, endOf(c));
			c.res = undefined; // or Hono would merge the two, and one's cookies would take the place of the other's
			c.res = response;
		} catch (error) {
			const committed = await exchange.salvage(loaded);
			if (c.finalized) {
				// what the handler answered is dropped
				c.res = undefined;
				c.res = new Response();
			}
			writeHeaders(c.res.headers, exchange.start, committed); // Hono takes them over into the answer to the error
			throw error;
		}
	};
}

/** On Node, the server tells when the response is over: to watch its body would cost more. */
function endOf({ env }: Context): ((ended: () => void) => void) | undefined {
	const { outgoing } = (env ?? {}) as { outgoing?: { once(event: "close", ended: () => void): void } };
	// a microtask later, when the handler has been told that the client went away
	return outgoing && ((ended) => outgoing.once("close", () => queueMicrotask(ended)));
}
