/** What happened to the user's account: the last day in figures, and event by event for as long as the trail goes back. */

import { setTimeout } from "node:timers/promises";
import { summary } from "@sojourn/audit";
import { type Request, Router } from "express";
import { activityJson } from "../activity-json.ts";
import { sendJson, sendPage, wantsPage } from "../answer.ts";
import type { Services } from "../services.ts";
import { activityPage, shownTypes } from "../views/activity.ts";
import { onlySignedIn, pageOf, signedIn } from "../visitor.ts";

/** How long a request waits for what has just happened to be in the trail, in milliseconds. */
const patience = 500;

/** `GET /activity`, and `?cursor=` for what was before. */
export function activityRoutes(services: Services): Router {
	const { log, trail, now } = services;
	return Router().get("/activity", onlySignedIn, async (req, res) => {
		const { user } = signedIn(services, req);
		const cursor = readCursor(req);
		// A trail that fails is tried again and again; the page shows what there is.
		await Promise.race([log.flush(), setTimeout(patience, undefined, { ref: false })]);
		const [lastDay, events] = await Promise.all([
			summary(trail, user.id, { hours: 24, now }),
			trail.query({ userId: user.id, type: shownTypes, limit: 20, ...cursor }),
		]);
		if (wantsPage(req)) return sendPage(res, activityPage(pageOf(services, req, res), lastDay, events));
		sendJson(res, 200, activityJson(lastDay, events));
	});
}

function readCursor({ query: { cursor } }: Request): { readonly cursor?: string } {
	return typeof cursor === "string" ? { cursor } : {};
}
