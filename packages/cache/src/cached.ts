/** The cache: it may only say yes, and only for a bounded time. */

import {
	ConfigurationError,
	type Duration,
	type FreshRead,
	type Invalidations,
	milliseconds,
	type SessionRecord,
	type SessionStore,
	type SessionSweep,
	type UserIndex,
} from "@sojourn/core";
import { Channel } from "./channel.ts";
import { copy, Entries } from "./entries.ts";

export interface CacheOptions {
	/** How many sessions are kept at most. Default 10,000. */
	readonly max?: number;
	/**
	 * For how long a session is given out without asking the store: the longest that a session revoked by another process
	 * can still be served here when its message is lost. Default 5 seconds.
	 */
	readonly staleFor?: Duration;
	/**
	 * Tells which sessions other processes change: a store with {@link Invalidations}, mostly the one that is cached. While
	 * its channel is lost, nothing is cached. Without it, `staleFor` alone bounds how far the cache may be behind.
	 */
	readonly invalidation?: Invalidations;
	/** A clock in milliseconds that never moves back. Default `performance.now`. */
	readonly now?: () => number;
}

/** The store with a cache in front, and all its capabilities. */
export type Cached<Store extends SessionStore> = Store &
	FreshRead & {
		/** Stops listening for invalidations and forgets everything. The store below stays open: it is its opener's. */
		close(): Promise<void>;
	};

/**
 * Puts a cache in front of a store. Reads of sessions in use are served from memory; concurrent misses of one session
 * share one read; absence and ended sessions are never cached. Writes go to the store below, conditional as ever, so the
 * cache can't bring anything back. `load(request, { fresh: true })` goes past it, for sensitive routes.
 *
 * @throws ConfigurationError naming what is wrong with the options
 */
export function cached<Store extends SessionStore>(store: Store, options: CacheOptions = {}): Cached<Store> {
	const { max = 10_000, invalidation, now = () => performance.now() } = options;
	const staleFor = milliseconds(options.staleFor ?? "5s");
	const problems: string[] = [];
	if (!(Number.isInteger(max) && max > 0)) problems.push(`max is ${max}: give a whole number from 1.`);
	if (!(staleFor > 0)) problems.push(`staleFor is ${options.staleFor}: give more than 0, or leave the cache out.`);
	if (problems.length > 0) throw new ConfigurationError(problems);

	const entries = new Entries(max, staleFor);
	const flights = new Map<string, Promise<SessionRecord | null>>();
	const forget = (id: string): void => {
		entries.delete(id);
		flights.delete(id);
	};
	const forgetAll = (): void => {
		entries.clear();
		flights.clear();
	};
	const channel = new Channel(invalidation, { changed: forget, lost: forgetAll, restored: forgetAll }, now);

	/** Asks the store. What comes back is kept only if nothing was forgotten in between. */
	function fetch(id: string): Promise<SessionRecord | null> {
		const since = now();
		const flight = store.read(id).then(
			(record) => {
				if (flights.get(id) !== flight) return record;
				flights.delete(id);
				if (record !== null && record.end === null && channel.open) entries.set(record, since);
				return record;
			},
			(error: unknown) => {
				if (flights.get(id) === flight) flights.delete(id);
				throw error;
			},
		);
		flights.set(id, flight);
		return flight;
	}

	/** A write. Also what was read while it was under way is forgotten when it is done, or has failed: it may have been done. */
	async function write<Result>(call: Promise<Result>, forgetIt: (result?: Result) => void): Promise<Result> {
		let result: Result | undefined;
		try {
			result = await call;
			return result;
		} finally {
			forgetIt(result);
		}
	}

	const below = store as Store & Partial<UserIndex & SessionSweep>;
	const { endByUser, sweep } = below;
	const changes: Partial<SessionStore & UserIndex & SessionSweep & Cached<SessionStore>> = {
		async read(id) {
			return entries.get(id, now()) ?? flights.get(id)?.then((record) => record && copy(record)) ?? fetch(id);
		},
		readFresh(id) {
			forget(id);
			return fetch(id);
		},
		create: (record, limit) =>
			write(store.create(record, limit), (result) => {
				if (result?.created) for (const id of result.evicted) forget(id);
			}),
		update: (record, expectedVersion) => write(store.update(record, expectedVersion), () => forget(record.id)),
		touch: (id, lastSeenAt) => write(store.touch(id, lastSeenAt), () => forget(id)),
		end: (id, end) => write(store.end(id, end), () => forget(id)),
		...(endByUser && {
			endByUser: (user, end, except) => write(endByUser.call(store, user, end, except), forgetAll),
		}),
		...(sweep && { sweep: (limit) => write(sweep.call(store, limit), forgetAll) }),
		async close() {
			await channel.close();
			forgetAll();
		},
	};
	return new Proxy(store, {
		get(target, name) {
			if (Object.hasOwn(changes, name)) return changes[name as keyof typeof changes];
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
		has: (target, name) => name in changes || name in target,
	}) as Cached<Store>;
}
