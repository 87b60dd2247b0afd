/** Sign in with OpenID Connect on Hono. */

import { serve } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { session, sessionErrors } from "@sojourn/adapter-fetch/hono";
import { toResponse } from "@sojourn/tokens";
import { Hono } from "hono";
import { type Application, createApplication, settingsFromEnvironment } from "./application.ts";

export function createApp({ sessions, signIn, tokens, backChannel, csp, logIn, logOut }: Application) {
	return (
		new Hono()
			.onError(sessionErrors())
			// The provider posts this itself: no browser, no session.
			.post("/back-channel-logout", async (c) => toResponse(await backChannel.handle(await c.req.text())))
			.use(session(sessions, { getConnInfo, headers: { csp } }))
			.get("/", (c) => {
				const { userId, ended } = c.var.session;
				return c.json({ user: userId, ended: ended?.reason ?? null });
			})
			.get("/sign-in", async (c) => {
				const { returnTo } = c.req.query();
				return toResponse(await signIn.begin({ cookieHeader: c.req.header("cookie"), returnTo, prompt: "consent" }));
			})
			.get("/sign-in/callback", async (c) => {
				const signedIn = await signIn.complete({ url: c.req.url, cookieHeader: c.req.header("cookie") });
				await logIn(c.var.session, signedIn);
				return toResponse(signedIn);
			})
			.get("/token", async (c) => {
				c.var.session.require();
				const { scope, expiresAt } = await tokens.getAccessToken(c.var.session);
				return c.json({ scope, expiresAt });
			})
			.post("/sign-out", async (c) => c.redirect(await logOut(c.var.session), 303))
	);
}

if (import.meta.main) {
	const { fetch } = createApp(createApplication(settingsFromEnvironment()));
	serve({ fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => console.log(`http://localhost:${port}`));
}
