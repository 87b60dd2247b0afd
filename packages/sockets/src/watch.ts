/** Finds out which of the sessions that somebody waits for have ended, wherever that happened. */

import {
	deadline,
	expiry,
	type FreshRead,
	type SessionEnd,
	type SessionRecord,
	type SessionStore,
} from "@sojourn/core";

/** Told once. */
export type EndListener = (end: SessionEnd) => void;

/** How many sessions are read at a time when all are. */
const readsAtATime = 20;

/** Listeners by session, and the store that knows better. */
export class Watch {
	readonly #listeners = new Map<string, Set<EndListener>>();
	/** Sessions that are being read; `true`: to be read again, as something happened meanwhile. */
	readonly #reading = new Map<string, boolean>();
	readonly #store: SessionStore & Partial<FreshRead>;
	readonly #now: () => number;

	constructor(store: SessionStore & Partial<FreshRead>, now: () => number) {
		this.#store = store;
		this.#now = now;
	}

	/** @returns stops waiting */
	add(id: string, listener: EndListener): () => void {
		const listeners = this.#listeners.get(id) ?? new Set();
		this.#listeners.set(id, listeners.add(listener));
		return () => {
			listeners.delete(listener);
			if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
		};
	}

	/** Tells those who wait for a session that it has ended. */
	ended(id: string, end: SessionEnd): void {
		const listeners = this.#listeners.get(id) ?? [];
		this.#listeners.delete(id);
		for (const listener of listeners) listener(end);
	}

	/** Looks at a session, if somebody waits for it. While the store fails, nothing is known, and nobody is told. */
	async look(id: string): Promise<void> {
		if (!this.#listeners.has(id)) return;
		if (this.#reading.has(id)) {
			this.#reading.set(id, true);
			return;
		}
		do {
			this.#reading.set(id, false);
			const end = await this.#read(id).then((record) => this.#endOf(record), unknown);
			if (end !== null) this.ended(id, end);
		} while (this.#reading.get(id) === true && this.#listeners.has(id));
		this.#reading.delete(id);
	}

	async lookAtAll(): Promise<void> {
		const ids = [...this.#listeners.keys()];
		const next = async (): Promise<void> => {
			for (let id = ids.pop(); id !== undefined; id = ids.pop()) await this.look(id);
		};
		await Promise.all(Array.from({ length: readsAtATime }, next));
	}

	clear(): void {
		this.#listeners.clear();
	}

	async #read(id: string): Promise<SessionRecord | null> {
		return this.#store.readFresh === undefined ? this.#store.read(id) : this.#store.readFresh(id);
	}

	#endOf(record: SessionRecord | null): SessionEnd | null {
		const now = this.#now();
		if (record === null) return { state: "expired", reason: "forgotten", at: now };
		return record.end ?? (deadline(record) <= now ? expiry(record) : null);
	}
}

function unknown(): null {
	return null;
}
