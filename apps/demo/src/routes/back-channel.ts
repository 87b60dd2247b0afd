import express, { Router } from "express";
import { type DemoProvider, paths } from "../provider.ts";

/**
 * `POST /back-channel-logout`: the provider says that somebody signed out there. It calls by itself, without a browser: what
 * it says is signed, so there is neither a session nor another site to think of.
 */
export function backChannelRoutes({ backChannel }: DemoProvider): Router {
	return Router().post(paths.backChannel, express.urlencoded({ extended: false }), async (req, res) => {
		const { status, headers, body } = await backChannel.handle(req.body);
		res.status(status).set(Object.fromEntries(headers)).send(body);
	});
}
