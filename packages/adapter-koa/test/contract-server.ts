/** The contract's application as a Koa application, in Koa's idiom. */

import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import Router from "@koa/router";
import type { ContractApp, ContractReply } from "@sojourn/core/testing";
import type Koa from "koa";
import type { Middleware } from "koa";
import { requireRecentLogin, requireSession, session, sessionErrors } from "../src/index.ts";

/** Serves it with one of Koa's majors. */
export function koaServer(framework: typeof Koa) {
	return async ({ sessions, routes, protection }: ContractApp): Promise<{ url: string; close(): Promise<void> }> => {
		const app = new framework();
		app.silent = true;
		const withSession = session(sessions, protection);
		const router = new Router();
		for (const { method, path, guard, handle } of routes) {
			const guards: Middleware[] = [];
			if (guard !== undefined)
				guards.push(Object.keys(guard).length === 0 ? requireSession() : requireRecentLogin(guard));
			router[method === "GET" ? "get" : "post"](path, ...guards, async (ctx) => {
				const context = {
					session: withSession.of(ctx),
					query: ctx.URL.searchParams,
					nonce: ctx.state.nonce ?? "",
					cookie: ctx.headers.cookie,
				};
				answer(ctx, await handle(context));
			});
		}
		app.use(sessionErrors()).use(withSession).use(router.routes());
		const server = app.listen(0, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		return {
			url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			close: () => new Promise((resolve) => server.close(() => resolve())),
		};
	};
}

function answer(
	ctx: Koa.ParameterizedContext,
	{ status = 200, headers = [], body, stream, redirect }: ContractReply,
): void {
	ctx.status = status;
	for (const [name, value] of headers) ctx.append(name, value);
	if (redirect === undefined) ctx.body = stream === undefined ? (body ?? null) : Readable.from(stream);
	else {
		ctx.status = 303;
		ctx.redirect(redirect);
	}
}
