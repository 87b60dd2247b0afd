/** The application that is measured, in Koa. Its routes are the same whatever keeps the sessions. */

import type { RequestListener } from "node:http";
import Router from "@koa/router";
import Koa, { type Context, type Middleware } from "koa";
import { nextUser, type SessionKeeper } from "../session-keeper.ts";

export type KoaKeeper = SessionKeeper<Context, Middleware>;

/**
 * The application over a session keeper.
 *
 * @param keep gives the keeper; koa-session wants the application to mount it on
 */
export function createApplication(keep: (app: Koa) => KoaKeeper): RequestListener {
	const app = new Koa();
	const { middleware, read, count, login, fill } = keep(app);
	for (const one of middleware) app.use(one);
	const router = new Router();
	router.get("/", (ctx) => {
		ctx.body = read(ctx);
	});
	router.post("/count", async (ctx) => {
		ctx.body = { visits: await count(ctx) };
	});
	router.post("/login", async (ctx) => {
		await login(ctx, nextUser());
		ctx.body = { ok: true };
	});
	router.post("/fill", async (ctx) => {
		await fill(ctx);
		ctx.body = { ok: true };
	});
	app.use(router.routes());
	return app.callback();
}
