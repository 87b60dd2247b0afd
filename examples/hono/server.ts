/**
 * The smallest complete application: log in, a page, your devices, log out. Sessions are in memory and gone with the
 * process; a real one takes a store package, and a secret from its environment.
 */

import { randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { session, sessionErrors } from "@sojourn/adapter-fetch/hono";
import { createSessions, memoryStore } from "@sojourn/core";
import { Hono } from "hono";

interface Data {
	visits?: number;
}

const sessions = createSessions<Data>({
	store: memoryStore(),
	secrets: process.env.SESSION_SECRETS?.split(",") ?? randomBytes(32).toString("base64url"),
	development: process.env.NODE_ENV !== "production",
});

export const app = new Hono()
	.use(session(sessions, { getConnInfo }))
	.get("/", (c) => {
		const { data, userId, ended } = c.var.session;
		if (userId !== null) data.visits = (data.visits ?? 0) + 1;
		return c.json({ user: userId, visits: data.visits ?? 0, ended: ended?.reason ?? null });
	})
	.post("/login", async (c) => {
		// Here you check the password. Whoever comes this far is logged in.
		const { user } = await c.req.parseBody();
		await c.var.session.login(String(user ?? "guest"), { methods: ["pwd"] });
		return c.redirect("/", 303);
	})
	.post("/logout", async (c) => {
		await c.var.session.logout();
		return c.redirect("/", 303);
	})
	.get("/devices", async (c) => {
		const { id: current, userId } = c.var.session.require();
		const { items } = await sessions.list(userId, { current });
		return c.json(
			items.map(({ id, device, lastSeenAt, isCurrent }) => ({ id, device: device.label, lastSeenAt, isCurrent })),
		);
	})
	.post("/devices/:id/end", async (c) => {
		const { userId } = c.var.session.require();
		const ended = await sessions.end(c.req.param("id"), { userId });
		return c.body(null, ended ? 204 : 404);
	});

app.onError(sessionErrors());

if (import.meta.main) {
	serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) =>
		console.log(`http://localhost:${port}`),
	);
}
