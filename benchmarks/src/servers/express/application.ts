/** The application that is measured, in Express. Its routes are the same whatever keeps the sessions. */

import express, { type Express, type Request, type RequestHandler } from "express";
import { nextUser, type SessionKeeper } from "../session-keeper.ts";

export type ExpressKeeper = SessionKeeper<Request, RequestHandler>;

/** The application over a session keeper. */
export function createApplication({ middleware, read, count, login, fill }: ExpressKeeper): Express {
	const app = express().disable("x-powered-by");
	for (const handler of middleware) app.use(handler);
	app.get("/", (req, res) => void res.json(read(req)));
	app.post("/count", async (req, res) => void res.json({ visits: await count(req) }));
	app.post("/login", async (req, res) => {
		await login(req, nextUser());
		res.json({ ok: true });
	});
	app.post("/fill", async (req, res) => {
		await fill(req);
		res.json({ ok: true });
	});
	return app;
}
