/** One session in the memory store: its record, together with its places in the store's indexes. */

import { deadline, forgetAt, type SessionRecord } from "../record.ts";
import { Linked } from "./linked-list.ts";

export class MemoryEntry extends Linked {
	/** Shared with nobody: what comes in and what goes out is copied. */
	record: SessionRecord;
	/** In the scan order. */
	readonly slot: number;
	/** For the deadline index. */
	due = Number.NaN;

	constructor(record: SessionRecord, slot: number) {
		super();
		this.record = copyRecord(record);
		this.slot = slot;
	}

	/** When there is something to do about it: to end it while it is alive, to forget it after that. */
	nextDue(): number {
		return this.record.end === null ? deadline(this.record) : forgetAt(this.record);
	}
}

/** The record, in objects of its own. */
export function copyRecord(record: SessionRecord): SessionRecord {
	const { previous, auth, device, end } = record;
	return {
		...record,
		previous: previous && { ...previous },
		auth: auth && { ...auth, methods: [...auth.methods], context: JSON.parse(JSON.stringify(auth.context)) },
		device: { ...device },
		end: end && { ...end },
	};
}
