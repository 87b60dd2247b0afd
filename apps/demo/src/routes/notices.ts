/** "Was this you?": logins from browsers that weren't known, and what the user says to them. */

import { type Request, type RequestHandler, Router } from "express";
import { sendJson, wantsPage } from "../answer.ts";
import { InputError } from "../input.ts";
import type { NewDeviceNotice } from "../notices.ts";
import type { Services } from "../services.ts";
import { iso } from "../views/time.ts";
import { onlySignedIn, signedIn } from "../visitor.ts";

/** `GET /notices`, `POST /notices/:id/mine`, `POST /notices/:id/not-mine`. */
export function noticeRoutes(services: Services): Router {
	const { sessions, notices } = services;
	const routes = Router().use("/notices", onlySignedIn);

	routes.get("/notices", (req, res) => {
		const { sessionId, user } = signedIn(services, req);
		sendJson(res, 200, notices.listFor(user.id, sessionId).map(noticeJson));
	});

	const mine: RequestHandler<{ id: string }> = (req, res) => {
		const { session } = signedIn(services, req);
		const { device } = take(req);
		if (!wantsPage(req)) return sendJson(res, 204);
		session.data.notice = `Thank you. ${device} stays signed in.`;
		res.redirect(303, "/sessions");
	};

	// Somebody knows the password, so the next thing is another one, which also ends what else they may have opened.
	const notMine: RequestHandler<{ id: string }> = async (req, res) => {
		const { session, user } = signedIn(services, req);
		const { sessionId, device } = take(req);
		await sessions.end(sessionId, { userId: user.id });
		if (!wantsPage(req)) return sendJson(res, 204);
		session.data.notice = `${device} is signed out. Somebody knows your password: change it now.`;
		res.redirect(303, "/settings/password");
	};

	routes.post("/notices/:id/mine", mine);
	routes.post("/notices/:id/not-mine", notMine);

	function take(req: Request<{ id: string }>): NewDeviceNotice {
		const { sessionId, user } = signedIn(services, req);
		const notice = notices.take(req.params.id, user.id, sessionId);
		if (notice !== undefined) return notice;
		throw new InputError(404, "notice-not-found", "path", "There is no such notice.");
	}

	return routes;
}

function noticeJson({ id, sessionId, device, ip, at }: NewDeviceNotice): object {
	return { id, session_id: sessionId, device, ip_address: ip, at: iso(at) };
}
