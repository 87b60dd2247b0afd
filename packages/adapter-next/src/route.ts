/** Route handlers with a session. */

import type { Session } from "@sojourn/core";
import { withHeaders } from "@sojourn/core/fetch";
import type { NextRequest } from "next/server.js";
import { controlFlowResponse } from "./control-flow.ts";
import { answer, isSessionError } from "./errors.ts";
import type { Binding } from "./options.ts";

/**
 * A route handler that is given the session first, then what Next gives it. The session is stored before the response
 * begins, also when the handler leaves by `redirect()` or `notFound()`. Sojourn's errors are answered with their status and
 * `{ "error": { "code", "reason" } }`. When the handler throws, its changes of data are given up.
 */
export type Route<Data extends object> = <Context>(
	handler: (session: Session<Data>, request: NextRequest, context: Context) => Response | Promise<Response>,
) => (request: NextRequest, context: Context) => Promise<Response>;

export function createRoute<Data extends object>({ sessions, translate, loading, start }: Binding<Data>): Route<Data> {
	return (handler) => async (request, context) => {
		const seen = translate(request);
		const finish = async (session: Session<Data>, response: Response): Promise<Response> =>
			withHeaders(response, start(seen), await sessions.commit(session, { status: response.status }));
		try {
			const session = await sessions.load(seen, loading);
			try {
				return await finish(session, await handler(session, request, context));
			} catch (error) {
				const left = controlFlowResponse(error);
				if (left !== null) return await finish(session, left);
				session.discard();
				if (isSessionError(error)) return await finish(session, answer(error));
				const response = await finish(session, new Response(null, { status: 500 }));
				if (!response.headers.has("Set-Cookie")) throw error;
				// Next's own answer to what is thrown would lack the cookie of a login that took effect before.
				console.error(error);
				return response;
			}
		} catch (error) {
			if (isSessionError(error)) return answer(error);
			throw error;
		}
	};
}
