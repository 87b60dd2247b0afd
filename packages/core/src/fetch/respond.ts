/** A web `Response` with what its session wants it to carry. */

import { type ResponseStart, type SessionError, type SessionResponse, serializeCookie } from "@sojourn/core";
import { watchBody } from "./watch-body.ts";

/** What a response carries of no session. */
export const nothing: SessionResponse = { cookies: [], headers: [] };

/**
 * Writes on the headers of a response: those that every response begins with, unless the handler set its own; those of the
 * session, in place of others; and each cookie in a line of its own.
 */
export function writeHeaders(target: Headers, start: ResponseStart, { cookies, headers } = nothing): void {
	if (start.vary !== "") target.append("Vary", start.vary);
	for (const [name, value] of start.headers) if (!target.has(name)) target.set(name, value);
	for (const [name, value] of headers) target.set(name, value);
	for (const cookie of cookies) target.append("Set-Cookie", serializeCookie(cookie));
}

/**
 * The response with these headers. It is a copy: what a handler returns may be immutable (`Response.redirect`), or one
 * object for many requests, and a cookie on that would be everybody's.
 *
 * @param ended to be called when the body has left, or the client went away
 */
export function withHeaders(
	response: Response,
	start: ResponseStart,
	session: SessionResponse = nothing,
	ended?: () => void,
): Response {
	// An upgraded connection and a network error can't be copied, and carry no cookies.
	if (response.status < 200) return response;
	const { body } = response;
	const copy = new Response(body === null || ended === undefined ? body : watchBody(body, ended), response);
	writeHeaders(copy.headers, start, session);
	return copy;
}

/** The answer that an error deserves, to clients that are no people: its status, and `{ "error": { "code", "reason" } }`. */
export function errorResponse(error: SessionError): Response {
	return Response.json(error, { status: error.status, headers: error.headers.map(([name, value]) => [name, value]) });
}
