/** A ledger in this process's memory: for one process, tests and development. */

import { ConfigurationError, StoreUnavailableError } from "@sojourn/core";
import { checkedLedger } from "./checked-ledger.ts";
import type { Ledger } from "./ledger.ts";

export interface MemoryLedgerOptions {
	/** How many entries and members of sets are kept at most. Default 1,000,000. */
	readonly max?: number;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

interface Item {
	/** The set that it is a member of; `null` for an entry. */
	readonly set: string | null;
	/** The entry's key, or the member. */
	readonly name: string;
	value: string;
	due: number;
}

/** How many items each write looks at in passing, and how many when there is no room. */
const step = { passing: 2, full: 1000 };

/**
 * Keeps everything in memory, and cleans up as it is written to. It never forgets what is still due to make room, as that
 * would bring back what was revoked or used up: when it is full, writes reject with StoreUnavailableError.
 *
 * @throws ConfigurationError when `max` won't do
 */
export function memoryLedger({ max = 1_000_000, now = Date.now }: MemoryLedgerOptions = {}): Ledger {
	if (!(Number.isInteger(max) && max > 0)) throw new ConfigurationError([`max is ${max}: give a whole number from 1.`]);
	const entries = new Map<string, Item>();
	const sets = new Map<string, Map<string, Item>>();
	const all = new Set<Item>();
	let round = all.values();

	const live = (item: Item | undefined) => (item !== undefined && item.due > now() ? item : undefined);

	function forget(item: Item): void {
		all.delete(item);
		if (item.set === null) {
			entries.delete(item.name);
			return;
		}
		const members = sets.get(item.set);
		members?.delete(item.name);
		if (members?.size === 0) sets.delete(item.set);
	}

	/** Goes on with its round over all items, and forgets those whose time is up. */
	function look(count: number): void {
		for (let looked = 0; looked < count; looked++) {
			const { value: item } = round.next();
			if (item === undefined) round = all.values();
			else if (live(item) === undefined) forget(item);
		}
	}

	function keep(item: Item, home: Map<string, Item>): void {
		home.set(item.name, item);
		all.add(item);
	}

	function makeRoom(): void {
		look(step.passing);
		if (all.size >= max) look(step.full);
		if (all.size >= max) throw new StoreUnavailableError(`The memory ledger is full of ${max} entries. Raise max.`);
	}

	return checkedLedger({
		async get(key) {
			return live(entries.get(key))?.value ?? null;
		},

		async put(key, value, expected, ttl) {
			const item = entries.get(key);
			if ((live(item)?.value ?? null) !== expected) return false;
			const due = now() + ttl;
			if (item === undefined) {
				makeRoom();
				keep({ set: null, name: key, value, due }, entries);
			} else Object.assign(item, { value, due });
			return true;
		},

		async remove(key, value) {
			const item = live(entries.get(key));
			if (item?.value !== value) return false;
			forget(item);
			return true;
		},

		async add(key, member, ttl) {
			const due = now() + ttl;
			const known = sets.get(key)?.get(member);
			if (known !== undefined) {
				known.due = Math.max(known.due, due);
				return;
			}
			makeRoom();
			const members = sets.get(key) ?? new Map();
			sets.set(key, members);
			keep({ set: key, name: member, value: "", due }, members);
		},

		async members(key) {
			const items = [...(sets.get(key)?.values() ?? [])];
			return items.filter(live).map(({ name }) => name);
		},

		async drop(key, member) {
			const item = sets.get(key)?.get(member);
			if (item !== undefined) forget(item);
		},

		async sweep({ limit = 1000 } = {}) {
			let forgotten = 0;
			for (const item of all) {
				if (forgotten === limit) break;
				if (live(item) !== undefined) continue;
				forget(item);
				forgotten++;
			}
			return { expired: [], forgotten, more: forgotten === limit };
		},
	});
}
