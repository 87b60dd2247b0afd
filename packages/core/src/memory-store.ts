/** The reference store: everything in this process's memory, nothing left after it. */

import { ConfigurationError, InvalidArgumentError, StoreUnavailableError } from "./errors.ts";
import { DeadlineIndex } from "./memory/deadline-index.ts";
import { MemoryEntry } from "./memory/entry.ts";
import { LinkedList } from "./memory/linked-list.ts";
import { isOlder, type Position, UserLists } from "./memory/user-lists.ts";
import { expiry, type SessionEnd, type SessionRecord, tombstone } from "./record.ts";
import { type CompleteStore, matchesDevice, type SweepResult } from "./store.ts";

/** How a {@link memoryStore} is bounded, and what time it goes by. */
export interface MemoryStoreOptions {
	/**
	 * How many records are kept at most, tombstones included; 1,000,000 when left out. When there are as many, the oldest
	 * tombstone is forgotten to make room, or else a session that has expired, or else the oldest without a user.
	 */
	readonly max?: number;
	/** The clock, in milliseconds since the epoch; `Date.now` when left out. */
	readonly now?: () => number;
}

/** How many sessions one page of a scan looks at, so that no filter holds up the process. */
const scanStep = 10_000;

/**
 * A bounded store in memory with every capability. What an operation costs doesn't grow with the number of sessions.
 *
 * No session of a logged-in user is ended to make room: when there is nothing else left, `create` throws
 * {@link StoreUnavailableError}.
 *
 * @throws ConfigurationError when `max` isn't a whole number above 0.
 */
export function memoryStore({ max = 1_000_000, now = Date.now }: MemoryStoreOptions = {}): CompleteStore {
	if (!Number.isSafeInteger(max) || max < 1)
		throw new ConfigurationError([`max must be a whole number above 0, not ${max}.`]);

	const entries = new Map<string, MemoryEntry>();
	/** The order of scans: an entry keeps its slot for as long as it is there. */
	const slots: (MemoryEntry | undefined)[] = [];
	const freeSlots: number[] = [];
	const deadlines = new DeadlineIndex<MemoryEntry>();
	/** Every entry is in one of these lists; these two are in the order in which the entries came. */
	const tombstones = new LinkedList<MemoryEntry>();
	const anonymous = new LinkedList<MemoryEntry>();
	const users = new UserLists();

	function enlist(entry: MemoryEntry): void {
		if (entry.end !== null) tombstones.insertAfter(tombstones.newest, entry);
		else if (entry.userId !== null) users.add(entry.userId, entry);
		else anonymous.insertAfter(anonymous.newest, entry);
		deadlines.set(entry, entry.nextDue());
	}

	function unlist(entry: MemoryEntry): void {
		if (entry.end !== null) tombstones.remove(entry);
		else if (entry.userId !== null) users.remove(entry.userId, entry);
		else anonymous.remove(entry);
	}

	function add(record: SessionRecord): void {
		const entry = new MemoryEntry(record);
		entry.slot = freeSlots.pop() ?? slots.length;
		slots[entry.slot] = entry;
		entries.set(entry.id, entry);
		enlist(entry);
	}

	function finish(entry: MemoryEntry, end: SessionEnd): void {
		unlist(entry);
		entry.write(tombstone(entry.read(), end));
		entry.finish(end);
		enlist(entry);
	}

	function forget(entry: MemoryEntry): void {
		unlist(entry);
		deadlines.delete(entry);
		entries.delete(entry.id);
		slots[entry.slot] = undefined;
		freeSlots.push(entry.slot);
	}

	function makeRoom(): void {
		if (entries.size < max) return;
		const victim = tombstones.oldest ?? deadlines.take(now(), 1)[0] ?? anonymous.oldest;
		if (victim === null) {
			throw new StoreUnavailableError(
				`The memory store is full: all of its ${max} sessions are of logged-in users. Raise max, or use a store outside the process.`,
			);
		}
		forget(victim);
	}

	return {
		async read(id) {
			return entries.get(id)?.read() ?? null;
		},

		async create(record, limit) {
			if (entries.has(record.id)) return { created: false, reason: "exists" };
			const evicted: string[] = [];
			if (limit !== undefined && record.userId !== null) {
				const live = users.live(record.userId, now());
				if (live.length >= limit.max && limit.policy === "reject") return { created: false, reason: "limit" };
				for (const entry of live.slice(limit.max - 1).reverse()) {
					finish(entry, { state: "invalidated", reason: "limit", at: record.createdAt });
					evicted.push(entry.id);
				}
			}
			makeRoom();
			add(record);
			return { created: true, evicted };
		},

		async update(record, expectedVersion) {
			const entry = entries.get(record.id);
			if (entry === undefined || entry.end !== null || entry.version !== expectedVersion) return false;
			const seen = entry.lastSeenAt;
			entry.write(record);
			entry.lastSeenAt = Math.max(seen, record.lastSeenAt);
			deadlines.set(entry, entry.nextDue());
			return true;
		},

		async touch(id, lastSeenAt) {
			const entry = entries.get(id);
			if (entry === undefined || entry.end !== null || lastSeenAt <= entry.lastSeenAt) return;
			entry.lastSeenAt = lastSeenAt;
			deadlines.set(entry, entry.nextDue());
		},

		async end(id, end) {
			const entry = entries.get(id);
			if (entry === undefined || entry.end !== null) return false;
			finish(entry, end);
			return true;
		},

		async listByUser({ id: userId }, { limit, cursor, device }) {
			const after = cursor === undefined ? null : parsePosition(cursor);
			const items: SessionRecord[] = [];
			for (const entry of users.live(userId, now())) {
				if (after !== null && !isOlder(entry, after)) continue;
				const record = entry.read();
				if (!matchesDevice(record, device)) continue;
				const last = items.at(-1);
				if (last !== undefined && items.length === limit) return { items, cursor: `${last.createdAt}:${last.id}` };
				items.push(record);
			}
			return { items, cursor: null };
		},

		async countByUser({ id: userId }) {
			return users.live(userId, now()).length;
		},

		async endByUser({ id: userId }, end, except) {
			const ending = users.live(userId, now()).filter((entry) => entry.id !== except);
			for (const entry of ending) finish(entry, end);
			return ending.map((entry) => entry.id);
		},

		async scan({ limit, cursor, device, active }) {
			const at = now();
			let slot = cursor === undefined ? 0 : parseSlot(cursor);
			const stop = Math.min(slots.length, slot + scanStep);
			const items: SessionRecord[] = [];
			for (; slot < stop && items.length < limit; slot++) {
				const entry = slots[slot];
				if (entry === undefined) continue;
				if (active !== undefined && active !== (entry.end === null && at < entry.due)) continue;
				const record = entry.read();
				if (matchesDevice(record, device)) items.push(record);
			}
			return { items, cursor: slot < slots.length ? String(slot) : null };
		},

		async sweep(limit) {
			const expired: SweepResult["expired"][number][] = [];
			let forgotten = 0;
			while (expired.length + forgotten < limit) {
				const due = deadlines.take(now(), limit - expired.length - forgotten);
				if (due.length === 0) return { expired, forgotten, more: false };
				for (const entry of due) {
					if (entry.end !== null) {
						forget(entry);
						forgotten++;
						continue;
					}
					const end = expiry(entry.read());
					finish(entry, end);
					expired.push({ id: entry.id, userId: entry.userId, end });
				}
			}
			return { expired, forgotten, more: true };
		},
	};
}

function parseSlot(cursor: string): number {
	if (!/^\d{1,15}$/.test(cursor))
		throw new InvalidArgumentError(`Not a cursor of this store's scan: ${JSON.stringify(cursor)}.`);
	return Number(cursor);
}

/** `createdAt:id` */
function parsePosition(cursor: string): Position {
	const [, createdAt, id] = /^(-?\d+(?:\.\d+)?):(.*)$/s.exec(cursor) ?? [];
	if (createdAt === undefined || id === undefined) {
		throw new InvalidArgumentError(`Not a cursor of this store's lists: ${JSON.stringify(cursor)}.`);
	}
	return { createdAt: Number(createdAt), id };
}
