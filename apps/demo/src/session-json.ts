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
		ip_address: readableAddress(device.ip),
		user_agent: device.userAgent,
		name: device.name,
		created_at: iso(createdAt),
		last_active: iso(lastSeenAt),
		is_current: isCurrent,
	};
}

/** The address as people know it: a server that listens on IPv6 sees `::ffff:192.0.2.1` for `192.0.2.1` (RFC 4291, 2.5.5.2). */
export function readableAddress(ip: string | null): string | null {
	return ip?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null;
}
