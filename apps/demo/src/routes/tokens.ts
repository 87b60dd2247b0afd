/** What the provider granted to this session: nothing that is told of it is a token. */

import { TokenError } from "@sojourn/tokens";
import { type ErrorRequestHandler, type Request, type Response, Router } from "express";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import { grantJson } from "../grant-json.ts";
import type { DemoProvider } from "../provider.ts";
import type { Services } from "../services.ts";
import { providerProblem } from "../views/provider-problem.ts";
import { type TokenNews, tokensPage } from "../views/tokens.ts";
import { onlySignedIn, pageOf, signedIn } from "../visitor.ts";

/** `GET /tokens`, `POST /tokens/refresh`, `POST /tokens/call`, `POST /tokens/revoke`. */
export function tokenRoutes(services: Services, { name, tokens, userinfo }: DemoProvider): Router {
	const routes = Router().use("/tokens", onlySignedIn);

	async function show(req: Request, res: Response, status = 200, news: TokenNews = {}): Promise<void> {
		const { session } = signedIn(services, req);
		const grants = await tokens.describe(session);
		if (wantsPage(req)) return sendPage(res, tokensPage(pageOf(services, req, res), grants, news), status);
		sendJson(res, status, grants.map(grantJson));
	}

	async function done(req: Request, res: Response, notice: string): Promise<void> {
		const { session } = signedIn(services, req);
		if (!wantsPage(req)) return show(req, res);
		session.data.notice = notice;
		res.redirect(303, "/tokens");
	}

	routes.get("/tokens", (req, res) => show(req, res));

	// As if the API had refused the token.
	routes.post("/tokens/refresh", async (req, res) => {
		await tokens.getAccessToken(signedIn(services, req).session, { provider: name, force: true });
		await done(req, res, "The tokens are refreshed.");
	});

	routes.post("/tokens/call", async (req, res) => {
		const answer = await userinfo(signedIn(services, req).session);
		if (wantsPage(req)) return show(req, res, 200, { answer });
		sendJson(res, 200, answer);
	});

	routes.post("/tokens/revoke", async (req, res) => {
		await tokens.revoke(signedIn(services, req).session, { provider: name });
		await done(req, res, `The tokens are given back to ${name}. You are still signed in here.`);
	});

	routes.use("/tokens", (async (error, req, res, next) => {
		if (!(error instanceof TokenError && wantsPage(req))) return next(error);
		if (error.advice === "alert") console.error(error);
		await show(req, res, error.status, { problem: providerProblem(error, name) });
	}) satisfies ErrorRequestHandler);

	return routes;
}
