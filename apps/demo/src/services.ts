/** What the routes work with. */

import type { SessionMiddleware } from "@sojourn/adapter-express";
import type { DemoData, DemoSessions } from "./sessions.ts";
import type { Users } from "./users.ts";

export interface Services {
	readonly users: Users;
	/** Sessions by id and by user. */
	readonly sessions: DemoSessions;
	/** The middleware, and the typed session of a request: `session.of(req)`. */
	readonly session: SessionMiddleware<DemoData>;
	/** The clock, in milliseconds since the epoch. */
	readonly now: () => number;
}
