/** A session for each request, committed before the first byte of its response. */

import { type RequestOperations, type Session, SessionError } from "@sojourn/core";
import { createExchanges, type ExchangeOptions, errorResponse, withHeaders } from "@sojourn/core/fetch";

export interface WithSessionOptions extends ExchangeOptions {
	/**
	 * Answers requests whose handler threw, and those that are refused or can't be stored. By default Sojourn's errors are
	 * answered with their status and `{ "error": { "code", "reason" } }`, and all others thrown on to the server.
	 */
	readonly onError?: (error: unknown, request: Request) => Response | Promise<Response>;
}

/**
 * Answers a request through a handler that is given its session, and the nonce of this response's inline scripts.
 *
 * @param address the client's, or that of the proxy in front, where the server tells it
 */
export type WithSession<Data extends object> = (
	request: Request,
	handler: (session: Session<Data>, nonce: string) => Response | Promise<Response>,
	address?: string | null,
) => Promise<Response>;

/**
 * Prepares sessions for a server whose handlers take a `Request` and give a `Response`. What comes of it loads the session,
 * refuses cross-site requests, runs the handler, and gives its response with the security headers and the session's
 * cookie once the session is stored.
 *
 * @param sessions from `createSessions()` of `@sojourn/core`
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function session<Data extends object>(
	sessions: RequestOperations<Data>,
	options: WithSessionOptions = {},
): WithSession<Data> {
	const { onError = answerWith } = options;
	const begin = createExchanges(sessions, options);

	return async (request, handler, address) => {
		const exchange = begin(request, address);
		let loaded: Session<Data> | null = null;
		try {
			loaded = await exchange.load();
			return await exchange.commit(loaded, await handler(loaded, exchange.start.nonce));
		} catch (error) {
			const answer = await onError(error, request);
			return withHeaders(answer, exchange.start, await exchange.salvage(loaded));
		}
	};
}

function answerWith(error: unknown): Response {
	if (error instanceof SessionError) return errorResponse(error);
	throw error;
}
