/** The application that is measured, on `node:http` alone. Its routes are the same whatever keeps the sessions. */

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { nextUser, type Operations } from "../session-keeper.ts";

type Route<Opened> = (opened: Opened) => object | Promise<object>;

/** Opens what a route is handed, runs it, and does what is due before its answer is sent. */
export type Around<Opened> = (req: IncomingMessage, res: ServerResponse, route: Route<Opened>) => Promise<object>;

/** The application over a session keeper. */
export function createApplication<Opened>(
	around: Around<Opened>,
	{ read, count, login, fill }: Operations<Opened>,
): RequestListener {
	const routes: { readonly [route: string]: Route<Opened> } = {
		"GET /": read,
		"POST /count": async (opened) => ({ visits: await count(opened) }),
		async "POST /login"(opened) {
			await login(opened, nextUser());
			return { ok: true };
		},
		async "POST /fill"(opened) {
			await fill(opened);
			return { ok: true };
		},
	};
	return async (req, res) => {
		const route = routes[`${req.method} ${req.url}`];
		if (route === undefined) return void res.writeHead(404).end();
		const answer = JSON.stringify(await around(req, res, route));
		res.setHeader("Content-Type", "application/json; charset=utf-8");
		res.setHeader("Content-Length", Buffer.byteLength(answer));
		res.end(answer);
	};
}
