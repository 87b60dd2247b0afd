import { Router } from "express";
import { sendPage } from "../answer.ts";
import type { Services } from "../services.ts";
import { greetingPage, welcomePage } from "../views/home.ts";
import { pageOf } from "../visitor.ts";

/** `GET /`: what this is, or a greeting. */
export function homeRoutes(services: Services): Router {
	return Router().get("/", (req, res) => {
		const { info } = services.session.of(req);
		const page = pageOf(services, req, res);
		sendPage(res, page.user === undefined || info === null ? welcomePage(page) : greetingPage(page, info));
	});
}
