/** What may be shown of a session: to its user, to an administrator, in logs. No secret, no hash, no data. */

import type { Authentication, Device, EndState, SessionEnd, SessionRecord } from "./record.ts";
import { deadline } from "./record.ts";

/** `created`: stored, nobody logged in; `active`: a user is logged in; otherwise how it ended. */
export type SessionState = "created" | "active" | EndState;

/** A session as lists and plugins see it. */
export interface SessionInfo {
	readonly id: string;
	readonly userId: string | null;
	readonly state: SessionState;
	/** All times in milliseconds since the epoch. */
	readonly createdAt: number;
	readonly lastSeenAt: number;
	/** When it ends if it is left idle. */
	readonly idleExpiresAt: number;
	/** When it ends in any case. */
	readonly expiresAt: number;
	readonly auth: Authentication | null;
	readonly device: Device;
	readonly end: SessionEnd | null;
	/** Whether it is the session that the list was asked for from. */
	readonly isCurrent: boolean;
}

export function sessionInfo(record: SessionRecord, current?: string | null): SessionInfo {
	return {
		id: record.id,
		userId: record.userId,
		state: record.end?.state ?? (record.userId === null ? "created" : "active"),
		createdAt: record.createdAt,
		lastSeenAt: record.lastSeenAt,
		idleExpiresAt: deadline(record),
		expiresAt: record.expiresAt,
		auth: record.auth,
		device: record.device,
		end: record.end,
		isCurrent: record.id === current,
	};
}
