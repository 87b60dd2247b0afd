/** What went wrong, told to people by a page and to programs by JSON. */

import { SessionError, SessionRequiredError, StepUpRequiredError } from "@sojourn/core";
import { RateLimitError } from "@sojourn/guard/rate-limit";
import type { ErrorRequestHandler, RequestHandler, Response } from "express";
import { sendJson, sendPage, wantsPage } from "./answer.ts";
import { InputError } from "./input.ts";
import { tooManyAttempts } from "./password-check.ts";
import type { Services } from "./services.ts";
import type { Form } from "./views/field.ts";
import type { Html } from "./views/html.ts";
import type { Page } from "./views/page.ts";
import { problemPage } from "./views/problem.ts";
import { anonymousPageOf, pageOf } from "./visitor.ts";

/** For what no route answers. */
export const notFound: RequestHandler = (_req, _res, next) => {
	next(new InputError(404, "not-found", "path", "There is no such page."));
};

/** Shows a form again, with what is wrong with it. Mount it after the handler, on the form's own route. */
export function showAgain(services: Services, view: (page: Page, form: Form) => Html): ErrorRequestHandler {
	return (error, req, res, next) => {
		const problem = error instanceof RateLimitError ? tooManyAttempts(error) : error;
		if (!(problem instanceof InputError && wantsPage(req))) return next(error);
		const { email } = req.body ?? {};
		const form = typeof email === "string" ? { email, error: problem } : { error: problem };
		setHeaders(res, error);
		sendPage(res, view(pageOf(services, req, res), form), problem.status);
	};
}

/**
 * The last error handler. Visitors are sent to the login page, as are those who may be somebody else, and those whose login
 * is too old to the confirmation.
 */
export function problems(services: Services): ErrorRequestHandler {
	return (error: unknown, req, res, next) => {
		if (res.headersSent) return next(error);
		const { status, code, reason } = describe(error);
		if (status >= 500) console.error(error);
		if (!wantsPage(req)) {
			if (status === 401) res.set("WWW-Authenticate", "Bearer");
			setHeaders(res, error);
			return sendJson(res, status, { error: { code, reason } });
		}
		if (error instanceof SessionRequiredError) {
			const isOld = error instanceof StepUpRequiredError && services.session.of(req).stepUp === null;
			return res.redirect(303, isOld ? "/confirm" : "/login");
		}
		// A server's failure may be that of the session or of the database, and a refused request has no session.
		const isKnown = status < 500 && req.session !== undefined;
		const page = (isKnown ? pageOf : anonymousPageOf)(services, req, res);
		sendPage(res, problemPage(page, status), status);
	};
}

/** What Sojourn's errors want said, such as `Retry-After`. */
function setHeaders(res: Response, error: unknown): void {
	if (error instanceof SessionError) for (const [name, value] of error.headers) res.setHeader(name, value);
}

interface Problem {
	readonly status: number;
	readonly code: string;
	readonly reason: string;
}

/** What may be told of an error: nothing but Sojourn's, our own, and those that Express blames on the request. */
function describe(error: unknown): Problem {
	if (error instanceof SessionError || error instanceof InputError) return error;
	const { status = 500, type } = error as { status?: number; type?: string };
	if (status >= 500) return { status: 500, code: "internal-error", reason: "internal-error" };
	const code = codes[status] ?? "bad-request";
	return { status, code, reason: type?.replaceAll(".", "-") ?? code };
}

const codes: Readonly<Record<number, string>> = {
	413: "payload-too-large",
	415: "unsupported-media-type",
};
