/** What happened to an account, as API clients see it. Times are ISO 8601, in UTC. */

import type { SecuritySummary } from "@sojourn/audit";
import type { Page } from "@sojourn/core";
import { reasonOf, type ShownEvent } from "./views/activity.ts";
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
		events: items.map((event) => ({
			at: iso(event.at),
			type: event.type,
			reason: reasonOf(event),
			session_id: event.sessionId,
			device: event.device,
			ip_address: event.ip,
		})),
		cursor,
	};
}
