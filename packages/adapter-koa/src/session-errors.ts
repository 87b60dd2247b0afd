/** Sojourn's errors as JSON answers. */

import { SessionError } from "@sojourn/core";
import type { Middleware, ParameterizedContext } from "koa";

/**
 * Koa middleware that answers Sojourn's errors with their status and `{ "error": { "code", "reason" } }`, and passes all
 * others on to Koa. Mount it before the session middleware: `app.use(sessionErrors())`.
 */
export function sessionErrors(): Middleware {
	return async (ctx, next) => {
		try {
			await next();
		} catch (error) {
			if (!(error instanceof SessionError) || ctx.headerSent) throw error;
			answerWith(error, ctx);
			if (error.status >= 500) ctx.app.emit("error", error, ctx);
		}
	};
}

/** The answer that an error deserves. */
export function answerWith(error: SessionError, ctx: ParameterizedContext): void {
	for (const [name, value] of error.headers) ctx.set(name, value);
	ctx.status = error.status;
	ctx.body = error.toJSON();
}
