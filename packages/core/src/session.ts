/** What a handler holds. */

import { type Credential, end, type LoginOptions, login, rotate } from "./actions.ts";
import { commit } from "./commit.ts";
import { type Duration, milliseconds } from "./duration.ts";
import { endedError, SessionRequiredError, StepUpRequiredError, StoreUnavailableError } from "./errors.ts";
import { parseData } from "./json.ts";
import type { EndReason, SessionEnd } from "./record.ts";
import { type SessionInfo, sessionInfo } from "./session-info.ts";
import type { Visit } from "./visit.ts";

/** Session data of no particular type. */
export type SessionData = { [key: string]: unknown };

/** What a sensitive operation demands of the login. */
export interface LoginDemand {
	/** How long ago it may have been at most. */
	readonly within?: Duration;
	/** The least assurance level. */
	readonly level?: number;
	/** Methods that must all have been used, such as `["otp"]` (RFC 8176). */
	readonly methods?: readonly string[];
}

/**
 * The session of one request. Always there: a visitor without one holds an empty session, and nothing is stored until
 * there is something to store.
 */
export interface Session<Data extends object = SessionData> {
	/** The public handle, safe to log; `null` while nothing is stored. */
	readonly id: string | null;
	/** Who is logged in; `null`: nobody. */
	readonly userId: string | null;
	/** Times, device, authentication: what may be shown; `null` while nothing is stored. */
	readonly info: SessionInfo | null;
	/** Why the session that the client presented can't be used any more; `null` when that isn't so. */
	readonly ended: SessionEnd | null;
	/** Why a plugin wants a fresh login before anything sensitive; `null` when none does. */
	readonly stepUp: string | null;
	/** `true` when the store failed and the policy is to go on without a session. Changes of data are dropped then. */
	readonly unavailable: boolean;

	/**
	 * The application's data: change it in place or assign it anew. Stored at commit, before the first byte of the
	 * response; only changed top-level keys are written, over whatever other requests wrote meanwhile. JSON only.
	 */
	data: Data;

	/**
	 * Logs a user in, at once: a new session with a new id and secret, which keeps the visitor's data; the one from before
	 * ends. If that user is logged in already, the login is made fresh and the secret replaced.
	 *
	 * @param userId 1 to 255 characters
	 * @throws SessionLimitError, StoreUnavailableError, InvalidArgumentError
	 */
	login(userId: string, options?: LoginOptions): Promise<Credential>;

	/** Ends the session as `invalidated: logout`, at once, and expires the cookie. */
	logout(): Promise<void>;

	/** Replaces the secret, at once: after a change of privilege (OWASP Session Management). The old one stays good for requests already on their way. */
	rotate(): Promise<Credential | null>;

	/** Ends the session, at once, for a reason of the application's. `destroyed` unless said otherwise. */
	end(reason: EndReason, state?: "invalidated" | "destroyed"): Promise<void>;

	/**
	 * Stores the changes of data now. Not needed before the first byte of the response, where it is done for you; the way to
	 * keep what a stream changes later.
	 *
	 * @throws InvalidDataError, ConflictError, StoreUnavailableError; ResponseBegunError for the first data of a visitor
	 * without a session, whose cookie can't be set any more
	 */
	commit(): Promise<void>;

	/**
	 * Gives up changes of data that aren't committed. Adapters call it when a handler throws. Logins, logouts and rotations
	 * have taken effect already and stay.
	 */
	discard(): void;

	/**
	 * Demands a logged-in user, and a fresh or strong enough login if asked.
	 *
	 * @returns the session's info, in which a user is sure to be
	 * @throws SessionRequiredError or one of its subclasses (401): nobody is logged in, the session ended, a plugin or the
	 * demand asks for a fresh login; StoreUnavailableError (503): nobody can tell
	 */
	require(demand?: LoginDemand): SessionInfo & { readonly userId: string };
}

/** Where a session's visit is, for this package: also for another copy of it, since bundlers such as Next's make several. */
export const visitOf: unique symbol = Symbol.for("@sojourn/core visit");

/** The session over a visit. */
export class VisitSession<Data extends object> implements Session<Data> {
	readonly [visitOf]: Visit;

	constructor(visit: Visit) {
		this[visitOf] = visit;
	}

	get id(): string | null {
		return this[visitOf].record?.id ?? null;
	}

	get userId(): string | null {
		return this[visitOf].record?.userId ?? null;
	}

	get info(): SessionInfo | null {
		const { record } = this[visitOf];
		return record === null ? null : sessionInfo(record, record.id);
	}

	get ended(): SessionEnd | null {
		return this[visitOf].ended;
	}

	get stepUp(): string | null {
		return this[visitOf].stepUp;
	}

	get unavailable(): boolean {
		return this[visitOf].unavailable;
	}

	get data(): Data {
		const visit = this[visitOf];
		visit.data ??= parseData(visit.base);
		return visit.data as Data;
	}

	set data(data: Data) {
		this[visitOf].data = data as Record<string, unknown>;
	}

	login(userId: string, options: LoginOptions = {}): Promise<Credential> {
		return login(this[visitOf], userId, options);
	}

	async logout(): Promise<void> {
		await end(this[visitOf], "invalidated", "logout");
		this[visitOf].clear = true;
	}

	rotate(): Promise<Credential | null> {
		return rotate(this[visitOf]);
	}

	end(reason: EndReason, state: "invalidated" | "destroyed" = "destroyed"): Promise<void> {
		return end(this[visitOf], state, reason);
	}

	async commit(): Promise<void> {
		await commit(this[visitOf]);
	}

	discard(): void {
		this[visitOf].data = null;
	}

	require(demand: LoginDemand = {}): SessionInfo & { readonly userId: string } {
		const { engine, record, unavailable, ended, stepUp } = this[visitOf];
		if (unavailable) throw new StoreUnavailableError();
		if (record === null || record.userId === null)
			throw ended === null ? new SessionRequiredError() : endedError(ended);
		if (stepUp !== null) throw new StepUpRequiredError(stepUp);
		const { auth } = record;
		const { within, level = 0, methods = [] } = demand;
		const unmet = (reason: string, demand?: string): StepUpRequiredError => {
			engine.emit("session.step-up", record, { reason });
			return new StepUpRequiredError(reason, demand);
		};
		const missing = methods.find((method) => !auth?.methods.includes(method));
		if (missing !== undefined) throw unmet(`method-${missing}`);
		if ((auth?.level ?? 0) < level) throw unmet("level", `, acr_values="${level}"`);
		const age = within === undefined ? Number.POSITIVE_INFINITY : milliseconds(within);
		if (engine.now() - (auth?.at ?? 0) > age) throw unmet("login-too-old", `, max_age="${Math.floor(age / 1000)}"`);
		return { ...sessionInfo(record, record.id), userId: record.userId };
	}
}
