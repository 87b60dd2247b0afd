/** The application that is measured. Its routes are the same whatever keeps the sessions. */

import express, { type Express, type Request, type RequestHandler } from "express";

/** What a session holds besides its user. */
export interface Data {
	cart: { items: number[]; currency: string };
	theme: string;
	visits: number;
}

export const someData: Data = { cart: { items: [4711, 815], currency: "EUR" }, theme: "dark", visits: 0 };

/** Something that keeps sessions, as the routes use it. */
export interface SessionKeeper {
	readonly middleware: readonly RequestHandler[];
	/** Who is logged in, and something of their data. */
	read(req: Request): { userId: string | null | undefined; items: number[] };
	/** Adds one to `visits`. */
	count(req: Request): number;
	/** Opens a new session for the user. */
	login(req: Request, userId: string): Promise<void>;
	/** Puts {@link someData} into the session. */
	fill(req: Request): void;
}

/** Logins are of so many users, one after the other. */
const users = 10_000;

/** The application over a session keeper. */
export function createApplication({ middleware, read, count, login, fill }: SessionKeeper): Express {
	const app = express().disable("x-powered-by");
	for (const handler of middleware) app.use(handler);
	let logins = 0;
	app.get("/", (req, res) => void res.json(read(req)));
	app.post("/count", (req, res) => void res.json({ visits: count(req) }));
	app.post("/login", async (req, res) => {
		await login(req, `user-${logins++ % users}`);
		res.json({ ok: true });
	});
	app.post("/fill", (req, res) => {
		fill(req);
		res.json({ ok: true });
	});
	return app;
}
