/** The application that is measured, in Hono on Node. Its routes are the same whatever keeps the sessions. */

import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { nextUser, type SessionKeeper } from "../session-keeper.ts";

export type HonoKeeper = SessionKeeper<Context, MiddlewareHandler>;

/** The application over a session keeper. */
export function createApplication({ middleware, read, count, login, fill }: HonoKeeper): RequestListener {
	const app = new Hono();
	for (const handler of middleware) app.use(handler);
	app.get("/", (c) => c.json(read(c)));
	app.post("/count", async (c) => c.json({ visits: await count(c) }));
	app.post("/login", async (c) => {
		await login(c, nextUser());
		return c.json({ ok: true });
	});
	app.post("/fill", async (c) => {
		await fill(c);
		return c.json({ ok: true });
	});
	return getRequestListener(app.fetch);
}
