/** Sojourn's errors as JSON answers. */

import { SessionError } from "@sojourn/core";
import type { ErrorRequestHandler, Response } from "express";

/**
 * An Express error handler that answers Sojourn's errors with their status and `{ "error": { "code", "reason" } }`, and
 * passes all others on. Mount it after the routes: `app.use(sessionErrors())`.
 */
export function sessionErrors(): ErrorRequestHandler {
	return (error, _req, res, next) => {
		if (error instanceof SessionError && !res.headersSent) answerWith(error, res);
		else next(error);
	};
}

/** The answer that an error deserves. */
export function answerWith(error: SessionError, res: Response): void {
	res.status(error.status).json(error);
}
