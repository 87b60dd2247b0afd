/** The time for which a lock is held, made longer and longer until it is stopped, or lost. */

import type { Timers } from "@sojourn/core";

/** What the work is told of its lock. */
export interface Lease {
	/**
	 * Whether the lock was lost: it couldn't be renewed in time, because the ledger failed or this process was halted, and
	 * somebody else may have it. Goes by the clock, and so is true at once when a halted process goes on.
	 */
	readonly lost: boolean;
	/** Aborted when the lock is lost. */
	readonly signal: AbortSignal;
}

interface LeaseOptions {
	/** Whether the lock was still there, and is from now on for another `ttl`. */
	readonly renew: () => Promise<boolean>;
	/** In milliseconds. */
	readonly ttl: number;
	/** When it was asked for: before the ledger heard of it. */
	readonly takenAt: number;
	readonly now: () => number;
	readonly timers: Timers;
}

/** A renewal that fails is tried again at the next turn, of which there is one before the time is up. */
export function startLease({ renew, ttl, takenAt, now, timers }: LeaseOptions): Lease & { stop(): void } {
	const controller = new AbortController();
	let heldUntil = takenAt + ttl;
	let over = false;
	let timer: unknown;

	const isLost = () => controller.signal.aborted || (!over && now() >= heldUntil);

	function stop(): void {
		over = true;
		timers.clearTimeout(timer);
	}

	function lose(): void {
		stop();
		controller.abort(new Error("The lock was lost: it could not be renewed in time."));
	}

	async function turn(): Promise<void> {
		const askedAt = now();
		const renewed = await renew().catch(() => null);
		if (over) return;
		if (renewed) heldUntil = askedAt + ttl;
		if (renewed === false || now() >= heldUntil) lose();
	}

	/** Also while a renewal isn't answered: the next one may be. */
	function schedule(): void {
		const left = heldUntil - now();
		timer = timers.setTimeout(
			() => {
				if (isLost()) return lose();
				schedule();
				void turn();
			},
			Math.min(ttl / 3, Math.max(left, 0)),
		);
	}

	schedule();
	return {
		get lost() {
			return isLost();
		},
		signal: controller.signal,
		stop,
	};
}
