/** What a population lives in. */

import type { SessionRecord, SessionStore, SessionSweep, UserIndex } from "@sojourn/core";

/** A store, and how it is filled. */
export interface Backend {
	readonly store: SessionStore & UserIndex & Partial<SessionSweep>;
	/** Stores new records exactly as the store's `create` would, but many at a time. */
	load(records: readonly SessionRecord[]): Promise<void>;
	/** Does what a database gets round to by itself, once it is full. */
	settle(): Promise<void>;
	/** What it holds, as it says itself; left out where nobody asks. */
	census?(): Promise<Census>;
	close(): Promise<void>;
}

export interface Census {
	readonly sessions: number;
	/** With indexes, and with all else that the sessions take up. */
	readonly bytes: number;
}

/**
 * Opens an empty one.
 *
 * @param now the clock that its store is to go by
 * @param size how many sessions it is to hold
 */
export type OpenBackend = (now: () => number, size: number) => Promise<Backend>;
