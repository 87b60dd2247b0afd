/** Sessions of `getServerSideProps` and of API routes. */

import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestOperations, Session, SessionData } from "@sojourn/core";
import type { Exchange } from "@sojourn/core/fetch";
import { bindResponse, writeSession, writeStart } from "@sojourn/core/node";
import type { GetServerSidePropsContext, GetServerSidePropsResult, NextApiRequest, NextApiResponse } from "next";
import { isLoginDemand, isSessionError } from "../errors.ts";
import { bind, type NextOptions } from "../options.ts";
import { loginAddress } from "../return-to.ts";

/** For pages and API routes in `pages/`. */
export interface PagesSessions<Data extends object> {
	/**
	 * `getServerSideProps` whose function is given the session first. The session is stored before the page's first byte. A
	 * demand of `session.require()` that isn't met sends the visitor to the login page.
	 */
	serverSideProps<Props extends { [key: string]: unknown }>(
		handler: (session: Session<Data>, context: GetServerSidePropsContext) => Promise<GetServerSidePropsResult<Props>>,
	): (context: GetServerSidePropsContext) => Promise<GetServerSidePropsResult<Props>>;

	/**
	 * An API route whose handler is given the session first. The session is stored before the first byte of the response.
	 * Sojourn's errors are answered with their status and `{ "error": { "code", "reason" } }`.
	 */
	api(
		handler: (session: Session<Data>, req: NextApiRequest, res: NextApiResponse) => Promise<unknown>,
	): (req: NextApiRequest, res: NextApiResponse) => Promise<void>;
}

/**
 * Binds sessions to Next's Pages Router. The proxy is that of `nextSessions()`.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function pagesSessions<Data extends object = SessionData>(
	sessions: RequestOperations<Data>,
	options: NextOptions = {},
): PagesSessions<Data> {
	const { begin, loginPath } = bind(sessions, options);

	function start(req: IncomingMessage, res: ServerResponse): Exchange<Data> {
		const { method = "GET", socket, headers } = req;
		const get = (name: string): string | null => [headers[name] ?? []].flat().join(", ") || null;
		const scheme = get("x-forwarded-proto") === "https" ? "https" : "http";
		const exchange = begin({ method, url: `${scheme}://${headers.host}/`, headers: { get } }, socket.remoteAddress);
		writeStart(res, exchange.start);
		return exchange;
	}

	return {
		serverSideProps: (handler) => async (context) => {
			const { req, res, resolvedUrl } = context;
			const exchange = start(req, res);
			const session = await exchange.load();
			try {
				const result = await handler(session, context);
				writeSession(res, await sessions.commit(session));
				return result;
			} catch (error) {
				writeSession(res, await exchange.salvage(session));
				if (!isLoginDemand(error)) throw error;
				return { redirect: { destination: loginAddress(loginPath, error.reason, resolvedUrl), permanent: false } };
			}
		},
		api: (handler) => async (req, res) => {
			res.setMaxListeners(res.getMaxListeners() + 2); // Next has ten of its own
			try {
				const session = await start(req, res).load();
				bindResponse(sessions, session, res, (error) => fail(res, error));
				await handler(session, req, res).catch((error) => {
					session.discard();
					throw error;
				});
			} catch (error) {
				if (!isSessionError(error)) throw error;
				fail(res, error);
			}
			// Next takes a response that is held back for one that nobody made, and makes another.
			if (res.writableEnded) await once(res, "close");
		},
	};
}

function fail(res: ServerResponse, error: unknown): void {
	const { status, headers, body } = isSessionError(error)
		? { ...error, body: JSON.stringify(error) }
		: { status: 500, headers: [], body: "" };
	res.statusCode = status;
	for (const [name, value] of headers) res.setHeader(name, value);
	res.setHeader("Content-Type", "application/json").end(body);
}
