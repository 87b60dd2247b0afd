/** The route handlers that are measured, the same whatever keeps the sessions. */

import type { NextRequest } from "next/server.js";
import { nextUser, type Operations } from "../../../session-keeper.ts";

type RouteHandler = (request: NextRequest, context: object) => Promise<Response>;

/** Makes a route handler of one that is handed a session. */
export type Around<Opened> = (handler: (opened: Opened) => Promise<Response>) => RouteHandler;

/** The routes over a session keeper. */
export function createRoutes<Opened>(around: Around<Opened>, { read, count, login, fill }: Operations<Opened>) {
	return {
		read: around(async (opened) => Response.json(read(opened))),
		count: around(async (opened) => Response.json({ visits: await count(opened) })),
		login: around(async (opened) => {
			await login(opened, nextUser());
			return Response.json({ ok: true });
		}),
		fill: around(async (opened) => {
			await fill(opened);
			return Response.json({ ok: true });
		}),
	};
}
