/** The reference store: everything in this process's memory, nothing left after it. */

import { ConfigurationError, InvalidArgumentError, problem, StoreUnavailableError } from "./errors.ts";
import { DeadlineIndex } from "./memory/deadline-index.ts";
import { copyRecord, type MemoryEntry, nextDue } from "./memory/entry.ts";
import { isOlder, type Position, UserLists } from "./memory/user-lists.ts";
import { expiry, type SessionEnd, type SessionRecord, tombstone } from "./record.ts";
import { type CompleteStore, matchesDevice, type SweepResult } from "./store.ts";

/** How a {@link memoryStore} is bounded, and what time it goes by. */
export interface MemoryStoreOptions {
	/**
	 * How many records are kept at most, tombstones included; 1,000,000 when left out. When there are as many, the oldest
	 * tombstone is forgotten to make room, or else a user's session that has expired, or else the one without a user whose
	 * time is up first.
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
		throw new ConfigurationError([problem("max", max, "a whole number from 1")]);

	const entries = new Map<string, MemoryEntry>();
	/** The order of scans: an entry keeps its slot for as long as it is there. */
	const slots: (MemoryEntry | undefined)[] = [];
	const freeSlots: number[] = [];
	/** Every entry is in one of these. */
	const tombstones = new DeadlineIndex<MemoryEntry>();
	const anonymous = new DeadlineIndex<MemoryEntry>();
	const loggedIn = new DeadlineIndex<MemoryEntry>();
	const users = new UserLists();

	function indexOf({ userId, end }: SessionRecord): DeadlineIndex<MemoryEntry> {
		return end !== null ? tombstones : userId === null ? anonymous : loggedIn;
	}

	function enlist(entry: MemoryEntry): void {
		const { record } = entry;
		indexOf(record).set(entry, nextDue(record));
		if (record.userId !== null && record.end === null) users.add(record.userId, entry);
	}

	function unlist(entry: MemoryEntry): void {
		const { record } = entry;
		indexOf(record).delete(entry);
		if (record.userId !== null) users.delete(record.userId, entry);
	}

	function alive(id: string): MemoryEntry | undefined {
		const entry = entries.get(id);
		return entry?.record.end === null ? entry : undefined;
	}

	function write(entry: MemoryEntry, record: SessionRecord): void {
		entry.record = record;
		indexOf(record).set(entry, nextDue(record));
	}

	function finish(entry: MemoryEntry, end: SessionEnd): void {
		unlist(entry);
		entry.record = tombstone(entry.record, { ...end });
		enlist(entry);
	}

	function forget(entry: MemoryEntry): void {
		unlist(entry);
		entries.delete(entry.record.id);
		slots[entry.slot] = undefined;
		freeSlots.push(entry.slot);
	}

	function makeRoom(): void {
		if (entries.size < max) return;
		const any = Number.POSITIVE_INFINITY;
		const victim = tombstones.take(any, 1)[0] ?? loggedIn.take(now(), 1)[0] ?? anonymous.take(any, 1)[0];
		if (victim === undefined) {
			throw new StoreUnavailableError(`The memory store is full of ${max} sessions. Raise max.`);
		}
		forget(victim);
	}

	return {
		async read(id) {
			const entry = entries.get(id);
			return entry ? copyRecord(entry.record) : null;
		},

		async create(record, limit) {
			const { id, userId } = record;
			if (entries.has(id)) return { created: false, reason: "exists" };
			const evicted: string[] = [];
			if (limit !== undefined && userId !== null) {
				const live = users.live(userId, now());
				if (live.length >= limit.max && limit.policy === "reject") return { created: false, reason: "limit" };
				for (const entry of live.slice(limit.max - 1).reverse()) {
					finish(entry, { state: "invalidated", reason: "limit", at: record.createdAt });
					evicted.push(entry.record.id);
				}
			}
			makeRoom();
			const entry = { record: copyRecord(record), slot: freeSlots.pop() ?? slots.length, due: Number.NaN };
			slots[entry.slot] = entry;
			entries.set(id, entry);
			enlist(entry);
			return { created: true, evicted };
		},

		async update(record, expectedVersion) {
			const entry = alive(record.id);
			if (entry?.record.version !== expectedVersion) return false;
			const lastSeenAt = Math.max(entry.record.lastSeenAt, record.lastSeenAt);
			write(entry, { ...copyRecord(record), lastSeenAt });
			return true;
		},

		async touch(id, lastSeenAt) {
			const entry = alive(id);
			if (entry && lastSeenAt > entry.record.lastSeenAt) write(entry, { ...entry.record, lastSeenAt });
		},

		async end(id, end) {
			const entry = alive(id);
			if (entry) finish(entry, end);
			return entry !== undefined;
		},

		async listByUser({ id: userId }, { limit, cursor, device }) {
			const after = cursor === undefined ? null : parsePosition(cursor);
			const items: SessionRecord[] = [];
			for (const { record } of users.live(userId, now())) {
				if ((after !== null && !isOlder(record, after)) || !matchesDevice(record, device)) continue;
				const last = items.at(-1);
				if (last !== undefined && items.length === limit) return { items, cursor: `${last.createdAt}:${last.id}` };
				items.push(copyRecord(record));
			}
			return { items, cursor: null };
		},

		async countByUser({ id: userId }) {
			return users.live(userId, now()).length;
		},

		async endByUser({ id: userId }, end, except) {
			const ending = users.live(userId, now()).filter(({ record }) => record.id !== except);
			for (const entry of ending) finish(entry, end);
			return ending.map(({ record }) => record.id);
		},

		async scan({ limit, cursor, device, active }) {
			const at = now();
			let slot = cursor === undefined ? 0 : parseSlot(cursor);
			const stop = Math.min(slots.length, slot + scanStep);
			const items: SessionRecord[] = [];
			for (; slot < stop && items.length < limit; slot++) {
				const entry = slots[slot];
				if (entry === undefined || !matchesDevice(entry.record, device)) continue;
				if (active === undefined || active === (entry.record.end === null && at < entry.due)) {
					items.push(copyRecord(entry.record));
				}
			}
			return { items, cursor: slot < slots.length ? `${slot}` : null };
		},

		async sweep(limit) {
			const expired: SweepResult["expired"][number][] = [];
			let forgotten = 0;
			let due: MemoryEntry[];
			do {
				due = [];
				for (const index of [tombstones, anonymous, loggedIn])
					due.push(...index.take(now(), limit - expired.length - forgotten - due.length));
				for (const entry of due) {
					const { id, userId, end } = entry.record;
					if (end !== null) {
						forget(entry);
						forgotten++;
					} else {
						const end = expiry(entry.record);
						finish(entry, end);
						expired.push({ id, userId, end });
					}
				}
			} while (due.length > 0);
			return { expired, forgotten, more: expired.length + forgotten >= limit };
		},
	};
}

function parseSlot(cursor: string): number {
	return Number(parse(cursor, /^\d{1,15}$/)[0]);
}

/** `createdAt:id` */
function parsePosition(cursor: string): Position {
	const [, createdAt, id = ""] = parse(cursor, /^(-?\d+(?:\.\d+)?):(.*)$/s);
	return { createdAt: Number(createdAt), id };
}

function parse(cursor: string, pattern: RegExp): RegExpExecArray {
	const found = pattern.exec(cursor);
	if (found === null) throw new InvalidArgumentError(problem("cursor", cursor, "what the page before gave"));
	return found;
}
