/** Signing in at the provider, and out there as well as here. */

import { writeSession } from "@sojourn/core/node";
import { SignInError, TokenError } from "@sojourn/tokens";
import { type ErrorRequestHandler, Router } from "express";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import { InputError } from "../input.ts";
import { type DemoProvider, paths } from "../provider.ts";
import type { Services } from "../services.ts";
import { loginPage } from "../views/login.ts";
import { providerProblem } from "../views/provider-problem.ts";
import { pageOf, signedOut, signOut } from "../visitor.ts";

/** Why a callback fails that was completed before, as when the page is loaded again. */
const isOver: ReadonlySet<string> = new Set(["replayed", "not-begun"]);

/** `GET /sign-in`, `GET /sign-in/callback`, `GET` and `POST /sign-out`. */
export function signInRoutes(services: Services, provider: DemoProvider): Router {
	const { users, session, now } = services;
	const { name, signIn } = provider;
	const routes = Router();

	// Providers give tokens that last to those only who were asked just now.
	routes.get("/sign-in", async (req, res) => {
		const begun = await signIn.begin({ cookieHeader: req.headers.cookie, returnTo: "/tokens", prompt: "consent" });
		writeSession(res, begun);
		res.redirect(303, begun.location);
	});

	// Another site's page leads here, by a link as it were: such requests are let through.
	routes.get(paths.callback, async (req, res) => {
		const signedIn = await signIn.complete({ url: req.originalUrl, cookieHeader: req.headers.cookie });
		const { iss: issuer, sub: subject, email } = signedIn.claims;
		const user = users.identify({ issuer, subject, email: typeof email === "string" ? email : subject }, now());
		await provider.logIn(session.of(req), user.id, signedIn);
		writeSession(res, signedIn);
		res.redirect(303, signedIn.location);
	});

	// There only: the provider asks the user first, and then tells this site over the back channel.
	routes.get("/sign-out", async (_req, res) => {
		res.redirect(303, (await provider.signOutUrl()) ?? "/tokens");
	});

	routes.post("/sign-out", async (req, res) => {
		await signOut(services, session.of(req));
		const location = (await provider.signOutUrl()) ?? signedOut;
		if (!wantsPage(req)) return sendJson(res, 200, { location });
		res.redirect(303, location);
	});

	routes.use(["/sign-in", "/sign-out"], ((error, req, res, next) => {
		if (!(error instanceof TokenError)) return next(error);
		if (error instanceof SignInError) writeSession(res, error); // the browser forgets the sign-in
		if (!wantsPage(req)) return next(error);
		if (isOver.has(error.reason) && session.of(req).userId !== null) return res.redirect(303, "/tokens");
		if (error.advice === "alert") console.error(error);
		const problem = new InputError(error.status, error.code, "form", providerProblem(error, name), error.reason);
		sendPage(res, loginPage(pageOf(services, req, res), { error: problem }), error.status);
	}) satisfies ErrorRequestHandler);

	return routes;
}
