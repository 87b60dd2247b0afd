/** What the routes work with. */

import type { SessionMiddleware } from "@sojourn/adapter-express";
import type { Audit, AuditSource } from "@sojourn/audit";
import type { KnownDevices } from "@sojourn/guard";
import type { Registry } from "prom-client";
import type { Notices } from "./notices.ts";
import type { PasswordCheck } from "./password-check.ts";
import type { DemoProvider } from "./provider.ts";
import type { DemoData, DemoSessions } from "./sessions.ts";
import type { Users } from "./users.ts";

/** What is opened when the server starts. */
export interface Backend {
	readonly users: Users;
	readonly passwords: PasswordCheck;
	/** The browsers that users have signed in from before. */
	readonly knownDevices: KnownDevices;
	/** The logins from others. */
	readonly notices: Notices;
	/** Sessions by id and by user. */
	readonly sessions: DemoSessions;
	/** Takes what happens to accounts. */
	readonly log: Audit;
	/** Tells what has happened. */
	readonly trail: AuditSource;
	/** Where people can sign in as well. */
	readonly provider: DemoProvider | null;
	/** Figures of the sessions. */
	readonly figures: Registry;
}

/** The same, with what a request brings along. */
export interface Services extends Backend {
	/** The middleware, and the typed session of a request: `session.of(req)`. */
	readonly session: SessionMiddleware<DemoData>;
	/** The clock, in milliseconds since the epoch. */
	readonly now: () => number;
}
