/** One at a time, across all processes that share a ledger. */

import { type Duration, milliseconds, platformTimers, type Timers } from "@sojourn/core";
import { base64url } from "jose";
import { type Lease, startLease } from "./lease.ts";
import type { Ledger } from "./ledger.ts";
import { pause } from "./pause.ts";

/** What has become of the work: done, or not begun because others held the lock all the while. */
export type Locked<Result> = { readonly busy: false; readonly result: Result } | { readonly busy: true };

export interface LockOptions {
	/** After how long without renewal others may have the lock. Default `"30s"`. */
	readonly ttl?: Duration;
	/** How long to wait for others. Default `"10s"`; 0: not at all. */
	readonly waitFor?: Duration;
	/** Gives up waiting; then the call rejects with its reason. */
	readonly signal?: AbortSignal | undefined;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
	readonly timers?: Timers;
}

/** Pauses between attempts, in milliseconds: they double, and each is shortened at random by up to a half. */
const pauses = { first: 10, longest: 250 };

/**
 * Does some work while holding the lock under a key. It is renewed every third of its `ttl` for as long as the work takes,
 * so the work must come to its end by itself.
 *
 * No lock is more than a promise of politeness: a process that was halted goes on without knowing that its time is over, and
 * Redis may forget a lock when a replica takes over. What the work writes in the end must be conditional on what it has
 * read, by a version.
 *
 * @throws StoreUnavailableError when the ledger fails; the work isn't begun then
 */
export async function withLock<Result>(
	ledger: Ledger,
	key: string,
	work: (lease: Lease) => Promise<Result>,
	options: LockOptions = {},
): Promise<Locked<Result>> {
	const { now = Date.now, timers = platformTimers, signal } = options;
	const ttl = milliseconds(options.ttl ?? "30s");
	const deadline = now() + milliseconds(options.waitFor ?? "10s");
	const owner = base64url.encode(crypto.getRandomValues(new Uint8Array(18)));

	/** The second question is for clients that send a command again when its answer was lost. */
	const take = async () => (await ledger.put(key, owner, null, ttl)) || (await ledger.get(key)) === owner;
	/** Nothing depends on it: at the latest, the lock is free when its time is up. */
	const release = () => ledger.remove(key, owner).catch(() => {});

	async function attempt(): Promise<boolean> {
		try {
			return await take();
		} catch (error) {
			void release(); // it may have been taken, and only the answer lost
			throw error;
		}
	}

	signal?.throwIfAborted();
	let takenAt = now();
	for (let longest = pauses.first; !(await attempt()); longest = Math.min(longest * 2, pauses.longest)) {
		const left = deadline - now();
		if (left <= 0) return { busy: true };
		await pause(Math.min(left, longest * (1 - Math.random() / 2)), timers, signal);
		takenAt = now();
	}
	const renew = () => ledger.put(key, owner, owner, ttl);
	const lease = startLease({ renew, ttl, takenAt, now, timers });
	try {
		return { busy: false, result: await work(lease) };
	} finally {
		lease.stop();
		await release();
	}
}
