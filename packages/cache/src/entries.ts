/** Records by id, the least recently used forgotten first, each good for a while only. */

import type { SessionRecord } from "@sojourn/core";

/** A bounded map of records (LRU) whose entries say how old they are. */
export class Entries {
	readonly #entries = new Map<string, { readonly record: SessionRecord; readonly since: number }>();
	readonly #max: number;
	readonly #staleFor: number;

	/** @param staleFor milliseconds after which an entry isn't given out any more */
	constructor(max: number, staleFor: number) {
		this.#max = max;
		this.#staleFor = staleFor;
	}

	/** A copy of the record, unless it is too old. */
	get(id: string, now: number): SessionRecord | null {
		const entry = this.#entries.get(id);
		if (entry === undefined) return null;
		const tooOld = now - entry.since > this.#staleFor || now < entry.since;
		// While it is half empty nothing is about to be forgotten, and the order needn't be kept.
		const orderMatters = this.#entries.size * 2 > this.#max;
		if (tooOld || orderMatters) this.#entries.delete(id);
		if (tooOld) return null;
		if (orderMatters) this.#entries.set(id, entry);
		return copy(entry.record);
	}

	/** @param since when the read began that gave the record: from then on it may be behind */
	set(record: SessionRecord, since: number): void {
		this.#entries.delete(record.id);
		this.#entries.set(record.id, { record: copy(record), since });
		if (this.#entries.size <= this.#max) return;
		for (const oldest of this.#entries.keys()) {
			this.#entries.delete(oldest);
			return;
		}
	}

	delete(id: string): void {
		this.#entries.delete(id);
	}

	clear(): void {
		this.#entries.clear();
	}
}

/** The record without an object in common: nobody who was given it can change what others are given. */
export function copy(record: SessionRecord): SessionRecord {
	const { device, auth, previous } = record;
	return {
		...record,
		device: { ...device, traits: { ...device.traits } },
		auth: auth && {
			...auth,
			methods: [...auth.methods],
			context: isEmpty(auth.context) ? {} : structuredClone(auth.context),
		},
		previous: previous && { ...previous },
	};
}

function isEmpty(value: object): boolean {
	for (const _ in value) return false;
	return true;
}
