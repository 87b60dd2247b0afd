/** The contract's application as an Express application, in Express's idiom. */

import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ContractApp, ContractReply } from "@sojourn/core/testing";
import type express from "express";
import type { RequestHandler, Response } from "express";
import { requireRecentLogin, requireSession, session, sessionErrors } from "../index.ts";

/** Serves it with one of Express's majors. */
export function expressServer(framework: typeof express) {
	return async ({ sessions, routes, protection }: ContractApp): Promise<{ url: string; close(): Promise<void> }> => {
		const app = framework();
		const withSession = session(sessions, protection);
		app.use(withSession);
		for (const { method, path, guard, handle } of routes) {
			const guards: RequestHandler[] = [];
			if (guard !== undefined)
				guards.push(Object.keys(guard).length === 0 ? requireSession() : requireRecentLogin(guard));
			app[method === "GET" ? "get" : "post"](path, ...guards, (req, res, next) => {
				const context = {
					session: withSession.of(req),
					query: new URL(req.originalUrl, "http://localhost").searchParams,
					nonce: res.locals.nonce ?? "",
					cookie: req.headers.cookie,
				};
				Promise.resolve()
					.then(() => handle(context))
					.then((reply) => answer(res, reply))
					.catch(next);
			});
		}
		app.use(sessionErrors());
		app.use(((error, _req, res, _next) =>
			res.status(error.status ?? 500).send("failed")) satisfies express.ErrorRequestHandler);
		const server = app.listen(0, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		return {
			url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			close: () => new Promise((resolve) => server.close(() => resolve())),
		};
	};
}

async function answer(
	res: Response,
	{ status = 200, headers = [], body, stream, redirect }: ContractReply,
): Promise<void> {
	res.status(status);
	for (const [name, value] of headers) res.append(name, value);
	if (redirect !== undefined) res.redirect(303, redirect);
	else if (stream !== undefined) await pipeline(Readable.from(stream), res);
	else if (body !== undefined) res.send(body);
	else res.end();
}
