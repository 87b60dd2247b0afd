import { Router } from "express";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import { InputError, readEmail, readNewPassword } from "../input.ts";
import { recogniseBrowser } from "../known-browser.ts";
import { showAgain } from "../problems.ts";
import type { Services } from "../services.ts";
import { userJson } from "../user-json.ts";
import { registerPage } from "../views/register.ts";
import { pageOf } from "../visitor.ts";

/** `GET /register`, `POST /register`: an account, and a session for it. */
export function registerRoutes(services: Services): Router {
	const { users, session, now } = services;
	const routes = Router();

	routes.get("/register", (req, res) => {
		const page = pageOf(services, req, res);
		if (page.user !== undefined) return res.redirect(303, "/sessions");
		sendPage(res, registerPage(page));
	});

	routes.post("/register", async (req, res) => {
		const user = await users.register(readEmail(req.body), readNewPassword(req.body), now());
		if (user === undefined) {
			throw new InputError(409, "email-taken", "email", "There is an account with this email. Sign in instead.");
		}
		await session.of(req).login(user.id, { methods: ["pwd"] });
		await recogniseBrowser(services, user.id, req, res);
		if (wantsPage(req)) return res.redirect(303, "/sessions");
		sendJson(res, 201, userJson(user));
	});
	routes.use("/register", showAgain(services, registerPage));

	return routes;
}
