/** What happened to the user's account, and in each session: as far as the trail goes back. */

import { setTimeout } from "node:timers/promises";
import { activity, summary } from "@sojourn/audit";
import { SessionNotFoundError } from "@sojourn/core";
import { type Request, type RequestHandler, Router } from "express";
import { activityJson, sessionActivityJson } from "../activity-json.ts";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import type { Services } from "../services.ts";
import { activityPage } from "../views/activity.ts";
import { shownTypes } from "../views/events.ts";
import { sessionPage } from "../views/session.ts";
import { onlySignedIn, pageOf, signedIn } from "../visitor.ts";

/** How long a request waits for what has just happened to be in the trail, in milliseconds. */
const patience = 500;

/** `GET /activity`, and `?cursor=` for what was before; `GET /sessions/:id`, of those that have ended too. */
export function activityRoutes(services: Services): Router {
	const { trail, now } = services;
	const routes = Router();

	routes.get("/activity", onlySignedIn, async (req, res) => {
		const { user } = signedIn(services, req);
		const cursor = readCursor(req);
		await catchUp(services);
		const [lastDay, events] = await Promise.all([
			summary(trail, user.id, { hours: 24, now }),
			trail.query({ userId: user.id, type: shownTypes, limit: 20, ...cursor }),
		]);
		if (wantsPage(req)) return sendPage(res, activityPage(pageOf(services, req, res), lastDay, events));
		sendJson(res, 200, activityJson(lastDay, events));
	});

	const session: RequestHandler<{ id: string }> = async (req, res) => {
		const { user } = signedIn(services, req);
		const { id } = req.params;
		await catchUp(services);
		const life = await activity(trail, id);
		if (life?.userId !== user.id) throw new SessionNotFoundError(id);
		if (wantsPage(req)) return sendPage(res, sessionPage(pageOf(services, req, res), life));
		sendJson(res, 200, sessionActivityJson(life));
	};
	routes.use("/sessions", onlySignedIn).get("/sessions/:id", session);

	return routes;
}

/** Waits for what has just happened to be in the trail. One that fails is tried again and again; pages show what there is. */
async function catchUp({ log }: Services): Promise<void> {
	await Promise.race([log.flush(), setTimeout(patience, undefined, { ref: false })]);
}

function readCursor({ query: { cursor } }: Request): { readonly cursor?: string } {
	return typeof cursor === "string" ? { cursor } : {};
}
