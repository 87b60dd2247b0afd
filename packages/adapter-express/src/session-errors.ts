/** Sojourn's errors as JSON answers. */

import { SessionError } from "@sojourn/core";
import type { ErrorRequestHandler, Response } from "express";

/**
 * An Express error handler that answers Sojourn's errors with their status and `{ "error": { "code", "reason" } }`, and
 * passes all others on. Whatever the error, the changes of session data that the handler had made are given up. Mount it
 * right after the routes, before other error handlers: `app.use(sessionErrors())`.
 */
export function sessionErrors(): ErrorRequestHandler {
	return (error, req, res, next) => {
		req.session?.discard();
		if (error instanceof SessionError && !res.headersSent) answerWith(error, res);
		else next(error);
	};
}

/** The answer that an error deserves. */
export function answerWith(error: SessionError, res: Response): void {
	for (const [name, value] of error.headers) res.setHeader(name, value);
	res.status(error.status).json(error);
}
