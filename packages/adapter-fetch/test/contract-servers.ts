/** The contract's application on Hono, and on nothing but a function, both behind Node's http. */

import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { SessionError } from "@sojourn/core";
import { errorResponse } from "@sojourn/core/fetch";
import type { ContractApp, ContractReply } from "@sojourn/core/testing";
import { type ErrorHandler, Hono, type MiddlewareHandler } from "hono";
import { stream } from "hono/streaming";
import type { StatusCode } from "hono/utils/http-status";
import { session as honoSession, requireRecentLogin, requireSession, sessionErrors } from "../src/hono/index.ts";
import { session } from "../src/index.ts";

export type Handler = Parameters<typeof getRequestListener>[0];

/**
 * Serves a handler of requests on a free port.
 *
 * @param overrideGlobalObjects whether `Response` is Hono's own from then on, as where its users serve it
 */
export async function serve(
	handler: Handler,
	overrideGlobalObjects: boolean,
): Promise<{ readonly url: string; close(): Promise<void> }> {
	const server = createServer(getRequestListener(handler, { overrideGlobalObjects }));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
		close: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
	};
}

/** In Hono's idiom. */
export function honoServer({ sessions, routes, protection }: ContractApp): ReturnType<typeof serve> {
	const app = new Hono().use(honoSession(sessions, { ...protection, getConnInfo }));
	app.onError(sessionErrors(failed));
	for (const { method, path, guard, handle } of routes) {
		const guards: MiddlewareHandler[] = [];
		if (guard !== undefined)
			guards.push(Object.keys(guard).length === 0 ? requireSession() : requireRecentLogin(guard));
		app.on(method, [path], ...guards, async (c) => {
			const {
				status = 200,
				headers = [],
				body = null,
				stream: pieces,
				redirect,
			} = await handle({
				session: c.var.session,
				query: new URL(c.req.url).searchParams,
				nonce: c.var.nonce,
				cookie: c.req.header("Cookie"),
			});
			for (const [name, value] of headers) c.header(name, value, { append: true });
			if (redirect !== undefined) return c.redirect(redirect, 303);
			if (pieces === undefined) return c.newResponse(body, status as StatusCode);
			return stream(c, async (out) => {
				for await (const piece of pieces) await out.write(piece);
			});
		});
	}
	return serve(app.fetch, true);
}

const failed: ErrorHandler = (error, c) =>
	c.newResponse("failed", "status" in error ? (error.status as StatusCode) : 500);

/** Without a framework. */
export function plainServer({ sessions, routes, protection }: ContractApp): ReturnType<typeof serve> {
	const withSession = session(sessions, {
		...protection,
		onError: (error) =>
			error instanceof SessionError
				? errorResponse(error)
				: new Response("failed", { status: (error as { status?: number }).status ?? 500 }),
	});
	const handler: Handler = (request) =>
		withSession(request, async (session, nonce) => {
			const { pathname, searchParams: query } = new URL(request.url);
			const method = request.method === "HEAD" ? "GET" : request.method;
			const route = routes.find((one) => one.method === method && one.path === pathname);
			if (route === undefined) return new Response("Not Found", { status: 404 });
			if (route.guard !== undefined) session.require(route.guard);
			const cookie = request.headers.get("cookie") ?? undefined;
			return respond(await route.handle({ session, query, nonce, cookie }));
		});
	return serve(handler, false);
}

function respond({ status = 200, headers = [], body, stream, redirect }: ContractReply): Response {
	if (redirect !== undefined) return new Response(null, { status: 303, headers: { Location: redirect } });
	const init = { status, headers: headers.map(([name, value]): [string, string] => [name, value]) };
	return new Response(stream === undefined ? (body ?? null) : bytes(stream), init);
}

function bytes(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
	const iterator = pieces[Symbol.asyncIterator]();
	const text = new ReadableStream<string>({
		async pull(controller) {
			const { done, value } = await iterator.next();
			if (done) controller.close();
			else controller.enqueue(value);
		},
	});
	return text.pipeThrough(new TextEncoderStream());
}
