/** Sign in with OpenID Connect on Express. */

import { session, sessionErrors } from "@sojourn/adapter-express";
import { writeSession } from "@sojourn/core/node";
import express, { type Express } from "express";
import { type Application, createApplication, settingsFromEnvironment } from "./application.ts";

export function createApp({ sessions, signIn, tokens, backChannel, csp, logIn, logOut }: Application): Express {
	const app = express();

	// The provider posts this itself: no browser, no session.
	app.post("/back-channel-logout", express.urlencoded({ extended: false }), async (req, res) => {
		const { status, headers, body } = await backChannel.handle(req.body);
		res.status(status).set(Object.fromEntries(headers)).send(body);
	});

	app.use(session(sessions, { headers: { csp } }));

	app.get("/", (req, res) => {
		res.json({ user: req.session.userId, ended: req.session.ended?.reason ?? null });
	});

	app.get("/sign-in", async (req, res) => {
		const { returnTo } = req.query;
		const begun = await signIn.begin({ cookieHeader: req.headers.cookie, returnTo, prompt: "consent" });
		writeSession(res, begun);
		res.redirect(303, begun.location);
	});

	app.get("/sign-in/callback", async (req, res) => {
		const signedIn = await signIn.complete({ url: req.originalUrl, cookieHeader: req.headers.cookie });
		await logIn(req.session, signedIn);
		writeSession(res, signedIn);
		res.redirect(303, signedIn.location);
	});

	app.get("/token", async (req, res) => {
		req.session.require();
		const { scope, expiresAt } = await tokens.getAccessToken(req.session);
		res.json({ scope, expiresAt });
	});

	app.post("/sign-out", async (req, res) => {
		res.redirect(303, await logOut(req.session));
	});

	app.use(sessionErrors());
	return app;
}

if (import.meta.main) {
	const port = Number(process.env.PORT ?? 3000);
	createApp(createApplication(settingsFromEnvironment())).listen(port, () => console.log(`http://localhost:${port}`));
}
