/** The account, and what may be changed of it by those who signed in recently (OWASP ASVS 5.0, V7.5). */

import { requireRecentLogin } from "@sojourn/adapter-express";
import type { Credential } from "@sojourn/core";
import { type RequestHandler, type Response, Router } from "express";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import { InputError, readNewPassword, readPassword } from "../input.ts";
import { showAgain } from "../problems.ts";
import type { Services } from "../services.ts";
import { changePasswordPage, confirmPage, settingsPage } from "../views/settings.ts";
import { addressOf, onlySignedIn, pageOf, signedIn } from "../visitor.ts";

const onlyRecentlySignedIn = requireRecentLogin({ within: "5m", otherwise: (error, _req, _res, next) => next(error) });

/** `GET /settings`, `GET` and `POST /settings/password`, `GET` and `POST /confirm`. */
export function settingsRoutes(services: Services): Router {
	const { users, passwords, sessions, log } = services;
	const routes = Router();

	const onlyWithPassword: RequestHandler = (req, res, next) => {
		if (signedIn(services, req).user.passwordHash !== null) return next();
		if (wantsPage(req)) return res.redirect(303, "/settings");
		next(new InputError(404, "no-password", "path", "The provider that you signed in at keeps your password."));
	};
	routes.use(["/settings/password", "/confirm"], onlySignedIn, onlyWithPassword);

	routes.get("/settings", onlySignedIn, (req, res) => {
		sendPage(res, settingsPage(pageOf(services, req, res), signedIn(services, req).user));
	});

	routes.get("/settings/password", onlyRecentlySignedIn, (req, res) => {
		sendPage(res, changePasswordPage(pageOf(services, req, res)));
	});

	routes.post("/settings/password", onlyRecentlySignedIn, async (req, res) => {
		const { session, sessionId, user } = signedIn(services, req);
		await users.changePassword(user.id, readNewPassword(req.body));
		const device = session.info?.device.label ?? null;
		log.record({ type: "password.changed", sessionId, userId: user.id, ip: addressOf(req), device, details: {} });
		const credential = await session.rotate();
		await sessions.endAll(user.id, { except: sessionId, reason: "password-changed" });
		if (!wantsPage(req)) return sendToken(res, credential);
		session.data.notice = "Your password is changed, and your other devices are signed out.";
		res.redirect(303, "/settings");
	});
	routes.use("/settings/password", showAgain(services, changePasswordPage));

	routes.get("/confirm", (req, res) => {
		sendPage(res, confirmPage(pageOf(services, req, res)));
	});

	routes.post("/confirm", async (req, res) => {
		const { session, user } = signedIn(services, req);
		if ((await passwords.of(req, user.email, readPassword(req.body))) === undefined) {
			throw new InputError(401, "invalid-credentials", "password", "That isn't your password.");
		}
		const credential = await session.login(user.id, { methods: ["pwd"] });
		if (!wantsPage(req)) return sendToken(res, credential);
		res.redirect(303, "/settings/password");
	});
	routes.use("/confirm", showAgain(services, confirmPage));

	return routes;
}

/** Programs that hold their token themselves are handed the new one; for the others it is in the cookie. */
function sendToken(res: Response, credential: Credential | null): void {
	if (credential?.token == null) sendJson(res, 204);
	else sendJson(res, 200, { token: credential.token });
}
