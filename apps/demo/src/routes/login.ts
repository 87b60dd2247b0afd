import type { Session } from "@sojourn/core";
import { Router } from "express";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import { InputError, readEmail, readPassword } from "../input.ts";
import { recogniseBrowser } from "../known-browser.ts";
import { showAgain } from "../problems.ts";
import type { Services } from "../services.ts";
import type { DemoData } from "../sessions.ts";
import { userJson } from "../user-json.ts";
import { doubtNotice, endNotice, signedOutNotice } from "../views/end-reason.ts";
import { loginPage } from "../views/login.ts";
import { pageOf, signedOut, signOut } from "../visitor.ts";

/** `GET /login`, `POST /login`, `POST /logout`. */
export function loginRoutes(services: Services): Router {
	const { users, passwords, session } = services;
	const routes = Router();

	routes.get("/login", (req, res) => {
		const page = pageOf(services, req, res);
		if (page.user !== undefined) return res.redirect(303, "/sessions");
		const { ended, stepUp } = session.of(req);
		if (ended !== null) return sendPage(res, loginPage(page, {}, endNotice(ended, page.now)));
		if (stepUp !== null) return sendPage(res, loginPage(page, {}, doubtNotice));
		sendPage(res, loginPage(page, {}, "signed-out" in req.query ? signedOutNotice : undefined));
	});

	// `?token=bearer` gives the token to the client, and sets no cookie. A client that holds a token already gets another one.
	routes.post("/login", async (req, res) => {
		const user = await passwords.of(req, readEmail(req.body), readPassword(req.body));
		if (user === undefined) throw wrongCredentials();
		const current = session.of(req);
		const bearer = req.query.token === "bearer" && { bearer: true };
		const { token } = await current.login(user.id, { methods: ["pwd"], ...bearer });
		// A change of the password while it was checked ended all sessions there were, and so not this one.
		if (users.find(user.id)?.passwordHash !== user.passwordHash) {
			await current.end("password-changed", "invalidated");
			throw wrongCredentials();
		}
		// A program that holds its token itself takes no cookie to be known by.
		const isKnown = token === null && (await recogniseBrowser(services, user.id, req, res));
		if (!isKnown) noticeLogin(services, current);
		if (token !== null) return sendJson(res, 200, { token });
		if (wantsPage(req)) return res.redirect(303, "/sessions");
		sendJson(res, 200, userJson(user));
	});
	routes.use("/login", showAgain(services, loginPage));

	// For those who are signed out already, too: they get what they want.
	routes.post("/logout", async (req, res) => {
		await signOut(services, session.of(req));
		if (wantsPage(req)) return res.redirect(303, signedOut);
		sendJson(res, 204);
	});

	return routes;
}

/** Has the user asked, in the other sessions. */
function noticeLogin({ notices, now }: Services, { info }: Session<DemoData>): void {
	if (info === null || info.userId === null) return;
	const { id: sessionId, userId, device } = info;
	notices.add({ userId, sessionId, device: device.label, ip: device.ip, at: now() });
}

/** One answer for an unknown email and for a wrong password, so that nobody can find out who is registered. */
function wrongCredentials(): InputError {
	return new InputError(401, "invalid-credentials", "form", "The email or the password is wrong.");
}
