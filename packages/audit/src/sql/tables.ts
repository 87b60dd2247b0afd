/** The tables of a trail, and an entry as a row. */

import { hash as digest, type KeyObject } from "node:crypto";
import { type chainStart, commitmentTo, createSalts, linkHash } from "../chain.ts";
import type { AuditEvent } from "../event.ts";

/** By names that stand for those that the trail was told. */
export interface Tables {
	entries: EntryRow;
	/** One row: the newest entry's position and hash. Whoever adds entries changes it first, so that they come one by one. */
	head: { name: typeof headName; position: number; hash: string };
}

export const headName = "head";

export interface EntryRow {
	position: number;
	id: string;
	v: number;
	at: number;
	type: string;
	session_id: string | null;
	/** Finds a user's entries: a digest, as user ids may be any text. */
	user_key: string | null;
	/** JSON of what describes a person. `null` when nothing does, or it was erased. */
	personal: string | null;
	/** JSON. */
	details: string;
	commitment: string;
	/** Empty without a chain. */
	hash: string;
}

interface Personal {
	readonly userId: string | null;
	readonly ip: string | null;
	readonly device: string | null;
	readonly salt?: string;
}

/** All columns by name: a query for `*` fails while a later version adds one. */
export const columns = [
	"position",
	"id",
	"v",
	"at",
	"type",
	"session_id",
	"user_key",
	"personal",
	"details",
	"commitment",
	"hash",
] as const satisfies readonly (keyof EntryRow)[];

/** The entries that follow on a place, as rows. */
export function rowsAfter(
	previous: typeof chainStart,
	events: readonly AuditEvent[],
	key: KeyObject | undefined,
): readonly EntryRow[] {
	let { position, hash } = previous;
	const salt = key && createSalts(events.length);
	return events.map((event) => {
		const { id, v, at, type, sessionId, userId, details } = event;
		const personal = personalOf(event, salt);
		const row = {
			...{ position: ++position, id, v, at, type, session_id: sessionId, details: JSON.stringify(details) },
			commitment: personal === null || key === undefined ? "" : commitmentTo(personal),
		};
		if (key !== undefined) hash = linkHash(key, hash, row);
		return { ...row, user_key: userId === null ? null : userKey(userId), personal, hash };
	});
}

function personalOf({ userId, ip, device }: AuditEvent, salt: (() => string) | undefined): string | null {
	if (userId === null && ip === null && device === null) return null;
	const personal: Personal = salt === undefined ? { userId, ip, device } : { userId, ip, device, salt: salt() };
	return JSON.stringify(personal);
}

/** Numbers are converted: some drivers give large ones as strings. */
export function toEvent(row: EntryRow): AuditEvent {
	const { userId, ip, device } = personalIn(row);
	return {
		v: 1,
		id: row.id,
		at: Number(row.at),
		type: row.type,
		sessionId: row.session_id,
		userId,
		ip,
		device,
		details: JSON.parse(row.details),
	} as AuditEvent;
}

export function personalIn({ personal }: EntryRow): Personal {
	return personal === null ? { userId: null, ip: null, device: null } : JSON.parse(personal);
}

export function userKey(userId: string): string {
	return digest("sha256", Buffer.from(userId, "utf16le"), "base64url");
}
