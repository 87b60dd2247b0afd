/** What there is to count in an event. */

import type { SessionEvent } from "@sojourn/core";
import type { CounterName, Labels } from "./figures.ts";

/** What is added to a counter: 1 when it doesn't say. */
export type Addition = readonly [name: CounterName, labels?: Labels, by?: number];

/** What an event adds. No user, no session, no address becomes a label: there would be a series for each. */
export function additionsOf(event: SessionEvent): readonly Addition[] {
	switch (event.type) {
		case "session.created":
			return [["sojourn.sessions.created"]];
		case "session.ended":
			return [["sojourn.sessions.ended", { state: event.end.state, reason: event.end.reason }]];
		case "session.updated":
			return [["sojourn.sessions.updated"]];
		case "session.login":
			return [["sojourn.logins", { again: `${event.again}` }]];
		case "session.rotated":
			return [["sojourn.rotations", { cause: event.cause }]];
		case "session.step-up":
			return [["sojourn.step.ups", { reason: event.reason }]];
		case "session.limit-rejected":
			return [["sojourn.limits.rejected"]];
		case "session.refused":
			return [["sojourn.tokens.refused", { reason: event.reason }]];
		case "request.cross-site":
			return [["sojourn.cross.site.refused", { reason: event.reason }]];
		case "session.conflict":
			return [["sojourn.conflicts"]];
		case "session.write-dropped":
			return [["sojourn.writes.dropped", { cause: event.cause }]];
		case "store.failed":
			return [["sojourn.store.failures", { operation: event.operation }]];
		case "sweep.done":
			return [
				["sojourn.sweeps"],
				["sojourn.sweep.records", { kind: "expired" }, event.expired],
				["sojourn.sweep.records", { kind: "forgotten" }, event.forgotten],
			];
		default:
			return [];
	}
}
