/** Sign in with OpenID Connect on Koa. */

import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import { session, sessionErrors } from "@sojourn/adapter-koa";
import { writeSession } from "@sojourn/core/node";
import Koa from "koa";
import { type Application, createApplication, settingsFromEnvironment } from "./application.ts";

export function createApp({ sessions, signIn, tokens, backChannel, csp, logIn, logOut }: Application): Koa {
	const router = new Router();

	router.get("/", (ctx) => {
		ctx.body = { user: ctx.session.userId, ended: ctx.session.ended?.reason ?? null };
	});

	router.get("/sign-in", async (ctx) => {
		const { returnTo } = ctx.query;
		const begun = await signIn.begin({ cookieHeader: ctx.get("cookie"), returnTo, prompt: "consent" });
		writeSession(ctx.res, begun);
		ctx.status = 303;
		ctx.redirect(begun.location);
	});

	router.get("/sign-in/callback", async (ctx) => {
		const signedIn = await signIn.complete({ url: ctx.originalUrl, cookieHeader: ctx.get("cookie") });
		await logIn(ctx.session, signedIn);
		writeSession(ctx.res, signedIn);
		ctx.status = 303;
		ctx.redirect(signedIn.location);
	});

	router.get("/token", async (ctx) => {
		ctx.session.require();
		const { scope, expiresAt } = await tokens.getAccessToken(ctx.session);
		ctx.body = { scope, expiresAt };
	});

	router.post("/sign-out", async (ctx) => {
		const location = await logOut(ctx.session);
		ctx.status = 303;
		ctx.redirect(location);
	});

	// The provider posts this itself: no browser, no session.
	const provider = new Router().post("/back-channel-logout", bodyParser(), async (ctx) => {
		const { status, headers, body } = await backChannel.handle(ctx.request.body);
		ctx.set(Object.fromEntries(headers));
		ctx.status = status;
		ctx.body = body;
	});

	const app = new Koa();
	app
		.use(provider.routes())
		.use(sessionErrors())
		.use(session(sessions, { headers: { csp } }))
		.use(router.routes());
	return app;
}

if (import.meta.main) {
	const port = Number(process.env.PORT ?? 3000);
	createApp(createApplication(settingsFromEnvironment())).listen(port, () => console.log(`http://localhost:${port}`));
}
