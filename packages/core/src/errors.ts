/** The errors users catch. Each class has a stable `code`, the HTTP `status` it deserves, and a body fit for clients. */

import type { SessionEnd } from "./record.ts";
import type { Header } from "./request.ts";

/** The base of all errors that Sojourn throws on purpose. */
export class SessionError extends Error {
	/** Stable: safe to compare with, and to send to clients. */
	readonly code: string = "session-error";
	/** The HTTP status this error deserves; frameworks that read `error.status` answer with it. */
	readonly status: number = 500;

	readonly #reason: string | undefined;

	constructor(message: string, options: { cause?: unknown; reason?: string } = {}) {
		super(message, options);
		this.name = new.target.name;
		this.#reason = options.reason;
	}

	/** Headers that an answer with this error must carry, such as `Retry-After`. Adapters write them. */
	readonly headers: readonly Header[] = [];

	/** Why, for clients: a word, not a sentence. */
	get reason(): string {
		return this.#reason ?? this.code;
	}

	/** The body of an HTTP answer: `{ "error": { "code", "reason" } }`. Says nothing that a client mustn't know. */
	toJSON(): { error: { code: string; reason: string } } {
		return { error: { code: this.code, reason: this.reason } };
	}
}

/** Options that are unsafe or contradict each other. Names all of them at once. */
export class ConfigurationError extends SessionError {
	override readonly code = "invalid-configuration";
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		super(["These options can't be used:", ...problems].join("\n- "));
		this.problems = problems;
	}
}

/** A call got an argument that it can't work with. */
export class InvalidArgumentError extends SessionError {
	override readonly code = "invalid-argument";
	override readonly status = 400;
}

/** Session data isn't JSON, or doesn't fit the schema. Nothing was written. */
export class InvalidDataError extends SessionError {
	override readonly code = "invalid-data";
	/** Where: `data.cart[2].price`. */
	readonly path: string;

	constructor(path: string, problem: string) {
		super(`${path} ${problem}`);
		this.path = path;
	}
}

/** There is no session, or it isn't that of a user who is logged in. */
export class SessionRequiredError extends SessionError {
	override readonly code: string = "session-required";
	override readonly status = 401;

	constructor(message = "A login is needed: call session.login(userId).", reason?: string) {
		super(message, reason === undefined ? {} : { reason });
	}
}

/** No session has that id. */
export class SessionNotFoundError extends SessionError {
	override readonly code = "session-not-found";
	override readonly status = 404;

	constructor(id: string) {
		super(`There is no session ${id}.`);
	}
}

/** The session was ended, and {@link end} says why. */
export class SessionEndedError extends SessionRequiredError {
	override readonly code: string = "session-ended";
	readonly end: SessionEnd;

	constructor(end: SessionEnd) {
		super(`The session is ${end.state}: ${end.reason}.`, end.reason);
		this.end = end;
	}
}

/** The session's time was up: idle for too long, or past its absolute limit. */
export class SessionExpiredError extends SessionEndedError {
	override readonly code = "session-expired";
}

/** The session was destroyed because the client isn't the one it was opened from. */
export class DeviceMismatchError extends SessionEndedError {
	override readonly code = "device-mismatch";
}

/** The session was destroyed because it looked stolen: a token used after its rotation, or a plugin's verdict. */
export class SuspiciousActivityError extends SessionEndedError {
	override readonly code = "suspicious-activity";
}

/** The error that fits an end; without one, the session isn't there at all. */
export function endedError(end: SessionEnd | null, id = ""): SessionEndedError | SessionNotFoundError {
	if (end === null) return new SessionNotFoundError(id);
	if (end.state === "expired") return new SessionExpiredError(end);
	if (end.reason === "device-mismatch") return new DeviceMismatchError(end);
	return end.state === "destroyed" ? new SuspiciousActivityError(end) : new SessionEndedError(end);
}

/** The user is logged in, but must prove it again, or more strongly, before this (RFC 9470). */
export class StepUpRequiredError extends SessionRequiredError {
	override readonly code = "step-up-required";

	/** The challenge of RFC 9470, section 3. */
	override readonly headers: readonly Header[];

	/** @param demand what the login must be like, as RFC 9470 writes it: `, max_age="600"`, `, acr_values="2"` */
	constructor(reason: string, demand = "") {
		super(`A login is needed (${reason}): call session.login(userId).`, reason);
		const challenge = `Bearer error="insufficient_user_authentication", error_description="${reason}"${demand}`;
		this.headers = [["WWW-Authenticate", challenge]];
	}
}

/** A request that another site's page made. Refused before anything was read. */
export class CrossSiteError extends SessionError {
	override readonly code = "cross-site-request";
	override readonly status = 403;

	constructor(reason: string) {
		super(`Refused (${reason}). An origin of yours goes into crossSite.trustedOrigins.`, {
			reason,
		});
	}
}

/** The user has as many sessions as the limit allows, and the policy is to reject. */
export class SessionLimitError extends SessionError {
	override readonly code = "session-limit";
	override readonly status = 409;

	constructor(max: number) {
		super(`The user has ${max} sessions: end one.`);
	}
}

/** Others kept changing the session until the deadline. Nothing was written; the request can be tried again. */
export class ConflictError extends SessionError {
	override readonly code = "conflict";
	override readonly status = 409;
}

/**
 * The response has begun. Its cookie can't be set any more, and nothing but `session.commit()` stores changes of data.
 */
export class ResponseBegunError extends SessionError {
	override readonly code = "response-begun";
}

/** The store failed or was late. The cause is in `cause`. */
export class StoreUnavailableError extends SessionError {
	override readonly code = "store-unavailable";
	override readonly status = 503;

	constructor(message = "The session store failed: try again later.", options?: { cause?: unknown }) {
		super(message, options);
	}
}

/** What is wrong with a value, and its fix, in the one form that messages have. */
export function problem(name: string, value: unknown, wanted: string): string {
	return `${name} is ${typeof value === "number" ? value : JSON.stringify(value)}: give ${wanted}.`;
}

/** The same, for a value that must be one of a few. */
export function choiceProblems(name: string, value: unknown, ...choices: string[]): string[] {
	return choices.includes(value as string) ? [] : [problem(name, value, `"${choices.join('" or "')}"`)];
}
