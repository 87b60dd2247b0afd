/** Sweeping in the background, for stores whose backend expires nothing by itself. */

import { type Duration, milliseconds } from "./duration.ts";
import { InvalidArgumentError, problem } from "./errors.ts";
import type { SweepOperations } from "./lists.ts";
import { platformTimers, type Timers } from "./platform.ts";

/** How often, and how much at a time. */
export interface SweeperOptions {
	/** Time between the end of one sweep and the start of the next, ± 10 % so that nodes don't march in step. Default 15 minutes. */
	readonly every?: Duration;
	/** How many records one call to the store may clean. Default 1,000; calls follow each other until nothing is left. */
	readonly batch?: number;
	readonly timers?: Timers;
}

/** A sweeper that runs. */
export interface Sweeper {
	/** Starts no further batch and waits for the one under way. */
	stop(): Promise<void>;
}

/**
 * Starts sweeping. Doesn't keep the process alive. A sweep that fails is told as `store.failed`, and the next one tries
 * again. What was removed is told as `session.ended` and `sweep.done`, batch by batch. Every process may run one: a store
 * that has locks lets one of them work at a time.
 */
export function startSweeper(sessions: SweepOperations, options: SweeperOptions = {}): Sweeper {
	const { batch = 1000, timers = platformTimers } = options;
	const every = milliseconds(options.every ?? "15m");
	if (every < 1) throw new InvalidArgumentError(problem("every", every, "at least 1 millisecond"));
	let stopped = false;
	let running = Promise.resolve();
	let timer = schedule();

	function schedule(): unknown {
		return timers.setTimeout(
			() => {
				running = sweep();
			},
			every * (0.9 + Math.random() * 0.2),
		);
	}

	async function sweep(): Promise<void> {
		try {
			while (!stopped && (await sessions.sweep({ limit: batch })).more);
		} catch {
			// told as store.failed
		}
		if (!stopped) timer = schedule();
	}

	return {
		async stop() {
			stopped = true;
			timers.clearTimeout(timer);
			await running;
		},
	};
}
