/** What the browser may know of a session. */

import type { ReadonlySession } from "./read-only-session.ts";

/** Plain values, for a Client Component's props. Nothing in it opens a session. Durations are in milliseconds. */
export interface ClientSession {
	readonly userId: string | null;
	/** How long it goes on if it is left idle; `null` while nothing is stored. */
	readonly idleExpiresIn: number | null;
	/** How long it may be left idle. */
	readonly idleTimeout: number;
	/** How long it goes on at most. */
	readonly expiresIn: number;
}

/**
 * The first value of `SessionProvider`: `<SessionProvider initial={clientSession(await getSession())}>`.
 *
 * @param now in milliseconds since the epoch, by the clock of the sessions
 */
export function clientSession(
	{ userId, info }: Pick<ReadonlySession, "userId" | "info">,
	now = Date.now(),
): ClientSession {
	if (info === null) return { userId, idleExpiresIn: null, idleTimeout: 0, expiresIn: 0 };
	return {
		userId,
		idleExpiresIn: info.idleExpiresAt - now,
		idleTimeout: info.idleExpiresAt - info.lastSeenAt,
		expiresIn: info.expiresAt - now,
	};
}
