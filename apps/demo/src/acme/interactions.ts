/** The pages on which Acme asks who somebody is, and what an application may do. */

import express, { type ErrorRequestHandler, type Response, Router } from "express";
import type Provider from "oidc-provider";
import type { Html } from "../views/html.ts";
import { consentPage, errorPage, loginPage, namePattern, pageHeaders } from "./pages.ts";

/** `GET /interaction/:uid`, and `POST /interaction/:uid/login`, `/allow`, `/refuse`. */
export function interactionRoutes(provider: Provider): Router {
	const routes = Router();

	routes.get("/interaction/:uid", async (req, res) => {
		const { prompt, params, session } = await provider.interactionDetails(req, res);
		if (prompt.name === "login") return send(res, loginPage(req.path));
		const client = await provider.Client.find(`${params.client_id}`);
		const name = client?.clientName ?? `${params.client_id}`;
		send(res, consentPage(req.path, name, session?.accountId ?? "", scopesOf(params)));
	});

	routes.post("/interaction/:uid/login", express.urlencoded({ extended: false }), async (req, res) => {
		const { user }: { user?: unknown } = req.body ?? {};
		if (typeof user !== "string" || !new RegExp(`^${namePattern}$`).test(user))
			return send(res, loginPage(`/interaction/${req.params.uid}`, "That is no name at Acme."), 400);
		await provider.interactionFinished(req, res, { login: { accountId: user } });
	});

	// A grant of its own for each sign-in: ending one leaves the user's others alone.
	routes.post("/interaction/:uid/allow", async (req, res) => {
		const { params, session } = await provider.interactionDetails(req, res);
		const grant = new provider.Grant({ accountId: session?.accountId, clientId: `${params.client_id}` });
		grant.addOIDCScope(scopesOf(params).join(" "));
		await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } });
	});

	routes.post("/interaction/:uid/refuse", async (req, res) => {
		await provider.interactionFinished(req, res, { error: "access_denied" }, { mergeWithLastSubmission: false });
	});

	// As when the browser comes back to a page that is long done with.
	routes.use("/interaction", ((error, _req, res, _next) => {
		send(res, errorPage(error.error ?? "invalid_request"), 400);
	}) satisfies ErrorRequestHandler);

	return routes;
}

function scopesOf({ scope }: Record<string, unknown>): string[] {
	return `${scope}`.split(" ");
}

function send(res: Response, page: Html, status = 200): void {
	res.status(status).set(pageHeaders).type("html").send(page.toString());
}
