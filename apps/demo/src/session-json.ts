/** A session as API clients see it. */

import type { SessionInfo } from "@sojourn/core";
import { iso } from "./views/time.ts";

export interface SessionJson {
	readonly id: string;
	/** What the client calls itself: `"Chrome on Windows"`. */
	readonly device: string;
	readonly ip_address: string | null;
	readonly user_agent: string | null;
	/** What the user calls the device. */
	readonly name: string | null;
	/** ISO 8601, in UTC. */
	readonly created_at: string;
	readonly last_active: string;
	readonly is_current: boolean;
}

export function sessionJson({ id, device, createdAt, lastSeenAt, isCurrent }: SessionInfo): SessionJson {
	return {
		id,
		device: device.label,
		ip_address: device.ip,
		user_agent: device.userAgent,
		name: device.name,
		created_at: iso(createdAt),
		last_active: iso(lastSeenAt),
		is_current: isCurrent,
	};
}
