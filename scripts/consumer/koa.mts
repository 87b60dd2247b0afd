import type { Server } from "node:http";
import type Router from "@koa/router";
import type { Sessions } from "@sojourn/core";
import type Koa from "koa";
import type { Data } from "./scenario.mts";

export interface KoaModules {
	readonly koaAdapter: typeof import("@sojourn/adapter-koa");
	readonly koa: typeof Koa;
	readonly koaRouter: typeof Router;
}

export function serveKoa({ koaAdapter, koa, koaRouter }: KoaModules, sessions: Sessions<Data>): Server {
	const app = new koa();
	const withSession = koaAdapter.session(sessions);
	const router = new koaRouter();
	router.post("/login", async (ctx) => {
		await ctx.session.login("ada");
		ctx.body = "";
	});
	router.get("/me", koaAdapter.requireSession(), (ctx) => {
		ctx.body = withSession.of(ctx).userId;
	});
	app.use(koaAdapter.sessionErrors()).use(withSession).use(router.routes());
	return app.listen(0, "127.0.0.1");
}
