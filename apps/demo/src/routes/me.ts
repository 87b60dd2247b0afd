import { Router } from "express";
import { sendJson } from "../answer.ts";
import type { Services } from "../services.ts";
import { userJson } from "../user-json.ts";
import { onlySignedIn, signedIn } from "../visitor.ts";

/** `GET /me`: the account, for API clients. */
export function meRoutes(services: Services): Router {
	return Router().get("/me", onlySignedIn, (req, res) => {
		sendJson(res, 200, userJson(signedIn(services, req).user));
	});
}
