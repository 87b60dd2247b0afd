/** Many of a kind in a short time. */

import { BoundedMap } from "../bounded-map.ts";

/** How many within how many milliseconds are too many. */
export interface BurstLimit {
	readonly count: number;
	readonly within: number;
}

/** Counts by key, for a bounded number of keys. */
export class Bursts {
	readonly #times: BoundedMap<string, number[]>;
	readonly #limit: BurstLimit;

	constructor(limit: BurstLimit, maxKeys: number) {
		this.#limit = limit;
		this.#times = new BoundedMap(maxKeys);
	}

	/** Whether this one completes a burst. The next burst begins after it, so each is told once. */
	isComplete(key: string, at: number): boolean {
		const { count, within } = this.#limit;
		const times = this.#times.get(key)?.filter((time) => at - time < within) ?? [];
		times.push(at);
		const complete = times.length >= count;
		this.#times.set(key, complete ? [] : times);
		return complete;
	}
}
