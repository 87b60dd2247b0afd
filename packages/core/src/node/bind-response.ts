/** A session and the response to its request: committed before the first byte, and looked at again after the last. */

import type { ServerResponse } from "node:http";
import { type RequestOperations, type ResponseStart, type Session, serializeCookie } from "@sojourn/core";
import { holdResponse } from "./hold-response.ts";

/** Sets the headers that a response begins with. A handler may change them. */
export function writeStart(res: ServerResponse, { headers, vary }: ResponseStart): void {
	for (const [name, value] of headers) res.setHeader(name, value);
	if (vary !== "") res.appendHeader("Vary", vary);
}

/**
 * Commits the session when the response is about to begin, by its status then, and writes the cookies and headers that
 * come of it. Warns of changes that a handler makes after the first byte and doesn't store.
 *
 * @param failed is given the error when the session can't be stored; what the handler made of the response is dropped
 */
export function bindResponse<Data extends object>(
	sessions: RequestOperations<Data>,
	session: Session<Data>,
	res: ServerResponse,
	failed: (error: unknown) => void,
): void {
	const write = ({ cookies, headers }: Awaited<ReturnType<typeof sessions.commit>>): void => {
		for (const [name, value] of headers) res.setHeader(name, value);
		for (const cookie of cookies) res.appendHeader("Set-Cookie", serializeCookie(cookie));
	};
	holdResponse(
		res,
		() => {
			const result = sessions.commit(session, { status: res.statusCode });
			return result instanceof Promise ? result.then(write) : write(result);
		},
		failed,
		() => {
			const error = sessions.finish(session);
			if (error !== null) process.emitWarning(error);
		},
	);
}
