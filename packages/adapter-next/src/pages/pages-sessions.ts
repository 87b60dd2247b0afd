/** Sessions of `getServerSideProps` and of API routes. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestOperations, Session, SessionData } from "@sojourn/core";
import { bindResponse, writeStart } from "@sojourn/core/node";
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
		handler: (session: Session<Data>, req: NextApiRequest, res: NextApiResponse) => unknown,
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

	async function load(req: IncomingMessage, res: ServerResponse): Promise<Session<Data>> {
		const { method = "GET", socket, headers } = req;
		const header = (name: string): string | null => [headers[name] ?? null].flat().join(", ") || null;
		const scheme = header("x-forwarded-proto") === "https" ? "https" : "http";
		const parts = { method, url: `${scheme}://${headers.host}/`, headers: { get: header } };
		const exchange = begin(parts, socket.remoteAddress);
		writeStart(res, exchange.start);
		const session = await exchange.load();
		bindResponse(sessions, session, res, (error) => fail(res, error));
		return session;
	}

	return {
		serverSideProps: (handler) => async (context) => {
			const session = await load(context.req, context.res);
			try {
				return await handler(session, context);
			} catch (error) {
				session.discard();
				if (!isLoginDemand(error)) throw error;
				const destination = loginAddress(loginPath, error.reason, context.resolvedUrl);
				return { redirect: { destination, permanent: false } };
			}
		},
		api: (handler) => async (req, res) => {
			let session: Session<Data> | undefined;
			try {
				session = await load(req, res);
				await handler(session, req, res);
			} catch (error) {
				session?.discard();
				if (!isSessionError(error)) throw error;
				fail(res, error);
			}
		},
	};
}

function fail(res: ServerResponse, error: unknown): void {
	if (isSessionError(error)) for (const [name, value] of error.headers) res.setHeader(name, value);
	res.statusCode = isSessionError(error) ? error.status : 500;
	res.setHeader("Content-Type", "application/json").end(isSessionError(error) ? JSON.stringify(error) : "");
}
