/** A session as a row: what is searched by, and what changes in SQL, has a column of its own; the rest is JSON. */

import { deadline, forgetAt, type SessionEnd, type SessionRecord, type SweepResult, tombstone } from "@sojourn/core";
import { decodeText, encodeText } from "./text.ts";

/** Times are milliseconds since the epoch, durations milliseconds. */
export interface SessionRow extends ChangingColumns {
	id: string;
	user_id: string | null;
	created_at: number;
	/** `null` while the session is alive. */
	ended_at: number | null;
	end_state: SessionEnd["state"] | null;
	end_reason: string | null;
	/** When there is something to do: to end the session while it is alive, to forget it after that. */
	due_at: number;
}

/** What a sweep reads of a session. */
export interface DueRow extends Pick<SessionRow, "id" | "user_id" | "ended_at" | "due_at" | "tombstone_ttl"> {
	/** The reason that core's `expiry` gives. */
	expiry_reason: string;
}

/** The columns that an update replaces. */
export interface ChangingColumns {
	version: number;
	secret_hash: string;
	/** JSON, as are `auth` and `device`. */
	previous: string | null;
	rotated_at: number;
	last_seen_at: number;
	idle_timeout: number;
	expires_at: number;
	tombstone_ttl: number;
	auth: string | null;
	/** `null` in a tombstone. */
	device: string | null;
	data: string;
}

/** All columns by name: a query for `*` fails while a later version of the application adds one. */
export const columns = [
	"id",
	"version",
	"user_id",
	"secret_hash",
	"previous",
	"created_at",
	"rotated_at",
	"last_seen_at",
	"idle_timeout",
	"expires_at",
	"tombstone_ttl",
	"auth",
	"device",
	"data",
	"ended_at",
	"end_state",
	"end_reason",
	"due_at",
] as const satisfies readonly (keyof SessionRow)[];

export function changingColumns(record: SessionRecord): ChangingColumns {
	return {
		version: record.version,
		secret_hash: encodeText(record.secretHash),
		previous: record.previous && JSON.stringify(record.previous),
		rotated_at: record.rotatedAt,
		last_seen_at: record.lastSeenAt,
		idle_timeout: record.idleTimeout,
		expires_at: record.expiresAt,
		tombstone_ttl: record.tombstoneTtl,
		auth: record.auth && JSON.stringify(record.auth),
		device: JSON.stringify(record.device),
		data: encodeText(record.data),
	};
}

export function toRow(record: SessionRecord): SessionRow {
	const { end } = record;
	return {
		...changingColumns(record),
		id: encodeText(record.id),
		user_id: record.userId === null ? null : encodeText(record.userId),
		created_at: record.createdAt,
		ended_at: end?.at ?? null,
		end_state: end?.state ?? null,
		end_reason: end && encodeText(end.reason),
		due_at: end === null ? deadline(record) : forgetAt(record),
	};
}

/** Numbers are converted: some drivers give large ones as strings or as BigInt. */
export function toRecord(row: SessionRow): SessionRecord {
	const record: SessionRecord = {
		id: decodeText(row.id),
		version: Number(row.version),
		userId: row.user_id === null ? null : decodeText(row.user_id),
		secretHash: decodeText(row.secret_hash),
		previous: row.previous && JSON.parse(row.previous),
		createdAt: Number(row.created_at),
		rotatedAt: Number(row.rotated_at),
		lastSeenAt: Number(row.last_seen_at),
		idleTimeout: Number(row.idle_timeout),
		expiresAt: Number(row.expires_at),
		tombstoneTtl: Number(row.tombstone_ttl),
		auth: row.auth && JSON.parse(row.auth),
		device: row.device && JSON.parse(row.device),
		data: decodeText(row.data),
		end: null,
	};
	if (row.ended_at === null || row.end_state === null) return record;
	const end = { state: row.end_state, reason: decodeText(row.end_reason ?? ""), at: Number(row.ended_at) };
	return { ...tombstone(record, end), version: record.version };
}

/** A session that is due while it is alive, as a sweep reports it. */
export function toExpired(row: DueRow): SweepResult["expired"][number] {
	return {
		id: decodeText(row.id),
		userId: row.user_id === null ? null : decodeText(row.user_id),
		end: { state: "expired", reason: row.expiry_reason, at: Number(row.due_at) },
	};
}
