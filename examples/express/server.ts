/**
 * The smallest complete application: log in, a page, your devices, log out. Sessions are in memory and gone with the
 * process; a real one takes a store package, and a secret from its environment.
 */

import { randomBytes } from "node:crypto";
import { session, sessionErrors } from "@sojourn/adapter-express";
import { createSessions, memoryStore } from "@sojourn/core";
import express from "express";

interface Data {
	visits?: number;
}

const sessions = createSessions<Data>({
	store: memoryStore(),
	secrets: process.env.SESSION_SECRETS?.split(",") ?? randomBytes(32).toString("base64url"),
	development: process.env.NODE_ENV !== "production",
});
const withSession = session(sessions);

export const app = express();
app.use(withSession, express.urlencoded({ extended: false }));

app.get("/", (req, res) => {
	const { data, userId, ended } = withSession.of(req);
	if (userId !== null) data.visits = (data.visits ?? 0) + 1;
	res.json({ user: userId, visits: data.visits ?? 0, ended: ended?.reason ?? null });
});

app.post("/login", async (req, res) => {
	// Here you check the password. Whoever comes this far is logged in.
	await req.session.login(String(req.body?.user ?? "guest"), { methods: ["pwd"] });
	res.redirect(303, "/");
});

app.post("/logout", async (req, res) => {
	await req.session.logout();
	res.redirect(303, "/");
});

app.get("/devices", async (req, res) => {
	const { id: current, userId } = req.session.require();
	const { items } = await sessions.list(userId, { current });
	res.json(items.map(({ id, device, lastSeenAt, isCurrent }) => ({ id, device: device.label, lastSeenAt, isCurrent })));
});

app.post("/devices/:id/end", async (req, res) => {
	const { userId } = req.session.require();
	const ended = await sessions.end(req.params.id, { userId });
	res.sendStatus(ended ? 204 : 404);
});

app.use(sessionErrors());

if (import.meta.main) {
	const port = Number(process.env.PORT ?? 3000);
	app.listen(port, () => console.log(`http://localhost:${port}`));
}
