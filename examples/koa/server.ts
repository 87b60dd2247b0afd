/**
 * The smallest complete application: log in, a page, your devices, log out. Sessions are in memory and gone with the
 * process; a real one takes a store package, and a secret from its environment.
 */

import { randomBytes } from "node:crypto";
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import { session, sessionErrors } from "@sojourn/adapter-koa";
import { createSessions, memoryStore } from "@sojourn/core";
import Koa from "koa";

interface Data {
	visits?: number;
}

const sessions = createSessions<Data>({
	store: memoryStore(),
	secrets: process.env.SESSION_SECRETS?.split(",") ?? randomBytes(32).toString("base64url"),
	development: process.env.NODE_ENV !== "production",
});
const withSession = session(sessions);
const router = new Router();

router.get("/", (ctx) => {
	const { data, userId, ended } = withSession.of(ctx);
	if (userId !== null) data.visits = (data.visits ?? 0) + 1;
	ctx.body = { user: userId, visits: data.visits ?? 0, ended: ended?.reason ?? null };
});

router.post("/login", async (ctx) => {
	// Here you check the password. Whoever comes this far is logged in.
	const { user = "guest" } = ctx.request.body as { user?: string };
	await ctx.session.login(user, { methods: ["pwd"] });
	ctx.status = 303;
	ctx.redirect("/");
});

router.post("/logout", async (ctx) => {
	await ctx.session.logout();
	ctx.status = 303;
	ctx.redirect("/");
});

router.get("/devices", async (ctx) => {
	const { id: current, userId } = ctx.session.require();
	const { items } = await sessions.list(userId, { current });
	ctx.body = items.map(({ id, device, lastSeenAt, isCurrent }) => ({
		id,
		device: device.label,
		lastSeenAt,
		isCurrent,
	}));
});

router.post("/devices/:id/end", async (ctx) => {
	const { userId } = ctx.session.require();
	ctx.status = (await sessions.end(ctx.params.id ?? "", { userId })) ? 204 : 404;
});

export const app = new Koa();
app.use(sessionErrors()).use(withSession).use(bodyParser()).use(router.routes());

if (import.meta.main) {
	const port = Number(process.env.PORT ?? 3000);
	app.listen(port, () => console.log(`http://localhost:${port}`));
}
