/** Sojourn's errors as JSON answers. */

import { SessionError } from "@sojourn/core";
import type { Context, ErrorHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/**
 * For `app.onError(sessionErrors())`: answers Sojourn's errors with their status and `{ "error": { "code", "reason" } }`.
 *
 * @param others answers all other errors; by default as Hono does
 */
export function sessionErrors(others: ErrorHandler = answerAsHono): ErrorHandler {
	return (error, c) => (error instanceof SessionError ? answerWith(error, c) : others(error, c));
}

/** The answer that an error deserves. */
export function answerWith(error: SessionError, c: Context): Response {
	for (const [name, value] of error.headers) c.header(name, value);
	return c.json(error, error.status as ContentfulStatusCode, Object.fromEntries(error.headers));
}

const answerAsHono: ErrorHandler = (error, c) => {
	if ("getResponse" in error) return error.getResponse();
	console.error(error);
	return c.text("Internal Server Error", 500);
};
