/** What the servers of one application remember together: locks, what was used up, what was revoked, who signed in where. */

import type { SweepOperations } from "@sojourn/core";

/**
 * Small entries under keys, each for a while. Every call is atomic; absence is a value. A call that the backend fails, or
 * doesn't answer within a second, rejects with core's `StoreUnavailableError`, and may have been made or not.
 *
 * Keys and members of sets are 1 to 200 visible ASCII characters, no spaces; values are any text, and hold no token that
 * isn't sealed or hashed; times are 1 ms to 30 years. Anything else is an `InvalidArgumentError`. An entry and a set under
 * the same key don't know of each other.
 *
 * Redis forgets by itself. Elsewhere `startSweeper(ledger)` of core does the cleaning (every hour is often enough);
 * nothing depends on it, since an entry whose time is up isn't there any more.
 */
export interface Ledger extends SweepOperations {
	/** The entry's value; `null` when there is none, or its time is up. */
	get(key: string): Promise<string | null>;

	/**
	 * Writes the entry if it is as expected.
	 *
	 * @param expected the value it must have now; `null`: it must not be there
	 * @param ttl for how long it is kept, in milliseconds from now
	 * @returns whether it was written
	 */
	put(key: string, value: string, expected: string | null, ttl: number): Promise<boolean>;

	/** Removes the entry if it has this value. `true` if this call did. */
	remove(key: string, value: string): Promise<boolean>;

	/**
	 * Adds a member to the set under a key; who is there already stays for the longer of both times.
	 *
	 * @param ttl in milliseconds from now
	 */
	add(key: string, member: string, ttl: number): Promise<void>;

	/** The members of the set whose time isn't up, in no order. Costs what there are of them. */
	members(key: string): Promise<readonly string[]>;

	/** Takes a member out of the set. */
	drop(key: string, member: string): Promise<void>;
}
