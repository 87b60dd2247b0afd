/** What happened to an account, or in a session, as API clients see it. Times are ISO 8601, in UTC. */

import type { Activity, SecuritySummary } from "@sojourn/audit";
import type { Page } from "@sojourn/core";
import { isShown, reasonOf, type ShownEvent } from "./views/events.ts";
import { iso } from "./views/time.ts";

/** The last day in figures, and a page of events, the newest first. */
export function activityJson(lastDay: SecuritySummary, { items, cursor }: Page<ShownEvent>): object {
	return {
		last_day: {
			logins: lastDay.logins,
			wrong_passwords: lastDay.events["password.wrong"] ?? 0,
			ended: lastDay.ended,
			refused: lastDay.refused,
			devices: lastDay.devices.map(({ name }) => name),
			ip_addresses: lastDay.addresses.map(({ name }) => name),
		},
		events: items.map(eventJson),
		cursor,
	};
}

/** The life of a session, what happened last first. */
export function sessionActivityJson({ sessionId, createdAt, end, devices, addresses, events }: Activity): object {
	return {
		id: sessionId,
		created_at: createdAt === null ? null : iso(createdAt),
		ended: end && { state: end.state, reason: end.reason, at: iso(end.at) },
		devices: devices.map(({ name }) => name),
		ip_addresses: addresses.map(({ name }) => name),
		events: events.filter(isShown).map(eventJson).toReversed(),
	};
}

function eventJson(event: ShownEvent): object {
	return {
		at: iso(event.at),
		type: event.type,
		reason: reasonOf(event),
		session_id: event.sessionId,
		device: event.device,
		ip_address: event.ip,
	};
}
