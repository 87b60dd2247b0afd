/** Who is asking, a person or a program, and how each is answered. */

import type { Request, Response } from "express";
import type { Html } from "./views/html.ts";

/** Browsers ask for HTML by name. Whoever doesn't, or sends JSON, is answered with JSON. */
export function wantsPage(req: Request): boolean {
	return !req.is("json") && req.accepts(["json", "html"]) === "html";
}

/** Answers with a page. */
export function sendPage(res: Response, page: Html, status = 200): void {
	res.status(status).vary("Accept").type("html").send(page.toString());
}

/** Answers with JSON; without a body when there is none. */
export function sendJson(res: Response, status: number, body?: object): void {
	res.status(status).vary("Accept");
	if (body === undefined) res.end();
	else res.json(body);
}
