import { createServer, type Server } from "node:http";
import type { Sessions } from "@sojourn/core";
import type { Data } from "./scenario.mts";

export interface HonoModules {
	readonly fetchAdapter: typeof import("@sojourn/adapter-fetch");
	readonly honoAdapter: typeof import("@sojourn/adapter-fetch/hono");
	readonly hono: typeof import("hono");
	readonly honoServer: typeof import("@hono/node-server");
}

export function serveHono({ honoAdapter, hono, honoServer }: HonoModules, sessions: Sessions<Data>): Server {
	const app = new hono.Hono()
		.use(honoAdapter.session(sessions))
		.post("/login", async (c) => {
			await c.var.session.login("ada");
			return c.body(null, 204);
		})
		.get("/me", honoAdapter.requireSession(), (c) => c.text(c.var.session.userId ?? ""));
	app.onError(honoAdapter.sessionErrors());
	return createServer(honoServer.getRequestListener(app.fetch)).listen(0, "127.0.0.1");
}

/** The function alone, behind Hono's bridge from Node's http. */
export function serveFetch({ fetchAdapter, honoServer }: HonoModules, sessions: Sessions<Data>): Server {
	const withSession = fetchAdapter.session(sessions);
	const handler = (request: Request) =>
		withSession(request, async (session) => {
			if (request.url.endsWith("/me")) return new Response(session.require().userId);
			await session.login("ada");
			return new Response();
		});
	return createServer(honoServer.getRequestListener(handler)).listen(0, "127.0.0.1");
}
