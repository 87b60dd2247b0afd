/** Route handlers with a session. */

import type { Session } from "@sojourn/core";
import { errorResponse, withHeaders } from "@sojourn/core/fetch";
import type { NextRequest } from "next/server.js";
import { controlFlowResponse } from "./control-flow.ts";
import { isSessionError } from "./errors.ts";
import type { Binding } from "./options.ts";

/**
 * A route handler that is given the session first, then what Next gives it. The session is stored before the response
 * begins, also when the handler leaves by `redirect()` or `notFound()`. Sojourn's errors are answered with their status and
 * `{ "error": { "code", "reason" } }`. When the handler throws, its changes of data are given up.
 */
export type Route<Data extends object> = <Context>(
	handler: (session: Session<Data>, request: NextRequest, context: Context) => Response | Promise<Response>,
) => (request: NextRequest, context: Context) => Promise<Response>;

export function createRoute<Data extends object>({ begin }: Binding<Data>): Route<Data> {
	return (handler) => async (request, context) => {
		const exchange = begin(request);
		let session: Session<Data> | null = null;
		try {
			session = await exchange.load();
			return await exchange.commit(session, await responseOf(handler, session, request, context));
		} catch (error) {
			const salvaged = await exchange.salvage(session);
			if (isSessionError(error)) return withHeaders(errorResponse(error), exchange.start, salvaged);
			// Next's own answer to what is thrown would lack the cookie of a login that took effect before.
			if (salvaged.cookies.length === 0) throw error;
			console.error(error);
			return withHeaders(new Response(null, { status: 500 }), exchange.start, salvaged);
		}
	};
}

async function responseOf<Args extends unknown[]>(
	handler: (...args: Args) => Response | Promise<Response>,
	...args: Args
): Promise<Response> {
	try {
		return await handler(...args);
	} catch (error) {
		const left = controlFlowResponse(error);
		if (left === null) throw error;
		return left;
	}
}
