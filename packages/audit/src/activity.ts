/** The life of one session. */

import type { SessionEnd } from "@sojourn/core";
import type { AuditEvent } from "./event.ts";
import { allEventsOf } from "./pages.ts";
import { type Seen, seenIn } from "./seen.ts";
import type { AuditSource } from "./sink.ts";

/** What happened to a session. Times are milliseconds since the epoch. */
export interface Activity {
	readonly sessionId: string;
	readonly userId: string | null;
	/** `null` when that is longer ago than the trail goes back. */
	readonly createdAt: number | null;
	/** `null` while it is alive. */
	readonly end: SessionEnd | null;
	readonly addresses: readonly Seen[];
	readonly devices: readonly Seen[];
	/** All of its events, the oldest first. */
	readonly events: readonly AuditEvent[];
}

/** What happened to a session, from the oldest event that the trail still has; `null` when it has none. */
export async function activity(source: AuditSource, sessionId: string): Promise<Activity | null> {
	const events = await allEventsOf(source, { sessionId, order: "oldest" });
	if (events.length === 0) return null;
	return {
		sessionId,
		userId: events.find((event) => event.userId !== null)?.userId ?? null,
		createdAt: events.find((event) => event.type === "session.created")?.at ?? null,
		end: events.find((event) => event.type === "session.ended")?.details.end ?? null,
		addresses: seenIn(events, "ip"),
		devices: seenIn(events, "device"),
		events,
	};
}
