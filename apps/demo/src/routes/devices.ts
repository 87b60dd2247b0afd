/**
 * The user's sessions. Other people's ids don't exist here: each call names the user.
 *
 * Forms can only GET and POST, so what programs ask by PATCH and DELETE has a POST route for them.
 */

import { type Session, SessionEndedError, SessionNotFoundError } from "@sojourn/core";
import { type Request, type RequestHandler, type Response, Router } from "express";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import { InputError, readName } from "../input.ts";
import type { Services } from "../services.ts";
import { sessionJson } from "../session-json.ts";
import { type DemoData, maxDevices } from "../sessions.ts";
import { devicesPage } from "../views/devices.ts";
import { onlySignedIn, pageOf, signedIn, signedOut, signOut } from "../visitor.ts";

/** `GET /sessions`, `PATCH /sessions/:id`, `DELETE /sessions/:id`, `POST /sessions/revoke-all`. */
export function deviceRoutes(services: Services): Router {
	const { sessions, notices } = services;
	const routes = Router().use("/sessions", onlySignedIn);

	routes.get("/sessions", async (req, res) => {
		const { sessionId, user } = signedIn(services, req);
		const { items } = await sessions.list(user.id, { limit: maxDevices, current: sessionId });
		const currentFirst = items.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
		if (wantsPage(req)) {
			const asked = notices.listFor(user.id, sessionId);
			return sendPage(res, devicesPage(pageOf(services, req, res), currentFirst, asked));
		}
		sendJson(res, 200, currentFirst.map(sessionJson));
	});

	const rename: RequestHandler<{ id: string }> = async (req, res) => {
		const { session, sessionId, user } = signedIn(services, req);
		const { id } = req.params;
		const info = await sessions.rename(id, readName(req.body), { userId: user.id }).catch((error) => {
			// An ended session's error deserves 401, but it isn't this request's session that ended.
			throw error instanceof SessionEndedError ? new SessionNotFoundError(id) : error;
		});
		if (!wantsPage(req)) return sendJson(res, 200, sessionJson({ ...info, isCurrent: id === sessionId }));
		const { name } = info.device;
		backToDevices(session, res, name === null ? "The name is removed." : `Renamed to “${name}”.`);
	};

	const end: RequestHandler<{ id: string }> = async (req, res) => {
		const { session, sessionId, user } = signedIn(services, req);
		const { id } = req.params;
		const isCurrent = id === sessionId;
		if (isCurrent) await signOut(services, session);
		else if (!(await sessions.end(id, { userId: user.id }))) throw new SessionNotFoundError(id);
		if (!wantsPage(req)) return sendJson(res, 204);
		if (isCurrent) return res.redirect(303, signedOut);
		backToDevices(session, res, "The device is signed out. It will be told why.");
	};

	routes.patch("/sessions/:id", rename);
	routes.post("/sessions/:id/rename", rename);
	routes.delete("/sessions/:id", end);
	routes.post("/sessions/:id/end", end);

	routes.post("/sessions/revoke-all", async (req, res) => {
		const { session, sessionId, user } = signedIn(services, req);
		const keep = readKeepCurrent(req);
		const ended = await sessions.endAll(user.id, { except: keep ? sessionId : null });
		if (!keep) await signOut(services, session);
		if (!wantsPage(req)) return sendJson(res, 200, { revoked: ended.length });
		if (!keep) return res.redirect(303, signedOut);
		backToDevices(session, res, "All other devices are signed out.");
	});

	return routes;
}

/** Shows the list, which says first what has been done. */
function backToDevices({ data }: Session<DemoData>, res: Response, notice: string): void {
	data.notice = notice;
	res.redirect(303, "/sessions");
}

/** `?keep_current=true` spares the session that asks; `false`, or nothing, doesn't. */
function readKeepCurrent(req: Request): boolean {
	const { keep_current = "false" } = req.query;
	if (keep_current === "true" || keep_current === "false") return keep_current === "true";
	throw new InputError(400, "invalid-input", "keep_current", "Say true or false.", "keep-current-malformed");
}
