/** One session in the memory store: its record, together with its places in the store's indexes. */

import { type Authentication, deadline, forgetAt, type SessionRecord } from "../record.ts";

export interface MemoryEntry {
	/** Shared with nobody: what comes in and what goes out is copied. */
	record: SessionRecord;
	/** Its place in the order of scans. */
	readonly slot: number;
	/** When there is something to do about it. Changed by the {@link DeadlineIndex} only. */
	due: number;
}

/** When there is something to do about a record: to end it while it is alive, to forget it after that. */
export function nextDue(record: SessionRecord): number {
	return record.end === null ? deadline(record) : forgetAt(record);
}

/** The record, in objects of its own. */
export function copyRecord(record: SessionRecord): SessionRecord {
	const { previous, auth, device, end } = record;
	return {
		...record,
		previous: previous && { ...previous },
		auth: auth && { ...auth, methods: [...auth.methods], context: copyContext(auth) },
		device: { ...device, traits: { ...device.traits } },
		end: end && { ...end },
	};
}

/** Most are empty, and those cost nothing. */
function copyContext({ context }: Authentication): Authentication["context"] {
	return Object.keys(context).length > 0 ? JSON.parse(JSON.stringify(context)) : {};
}
