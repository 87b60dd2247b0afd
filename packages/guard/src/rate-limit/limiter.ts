/** One rule at work: counts, strikes and the time that each is held off. */

import type { RateLimiterAbstract, RateLimiterRes } from "rate-limiter-flexible";
import type { Counters } from "./counters/counters.ts";
import { backOffSeconds, strikeSeconds } from "./rule.ts";

/** What a count came to. */
export interface Count {
	readonly allowed: boolean;
	readonly remaining: number;
	/** Until the window, or the back-off, is over, in milliseconds. */
	readonly resetsIn: number;
}

/** How a rule counts. */
export interface LimiterOptions {
	readonly name: string;
	readonly max: number;
	/** In seconds. */
	readonly window: number;
	readonly backOff: boolean;
}

interface Opened {
	readonly counts: RateLimiterAbstract;
	readonly strikes: RateLimiterAbstract;
}

export class Limiter {
	readonly #counters: Counters;
	readonly #options: LimiterOptions;
	#opened: Promise<Opened> | null = null;

	constructor(counters: Counters, options: LimiterOptions) {
		this.#counters = counters;
		this.#options = options;
	}

	/** Counts a request. */
	async consume(key: string): Promise<Count> {
		const { counts, strikes } = await this.#open();
		const { max, backOff } = this.#options;
		const result = await settle(counts.consume(key));
		const { consumedPoints, remainingPoints, msBeforeNext } = result;
		if (consumedPoints <= max) return { allowed: true, remaining: remainingPoints, resetsIn: msBeforeNext };
		// Counts are exact, so one request alone is the first beyond the limit: it begins the back-off for all.
		const resetsIn = backOff && consumedPoints === max + 1 ? await this.#strike(key, counts, strikes) : msBeforeNext;
		return { allowed: false, remaining: 0, resetsIn };
	}

	/** Forgets what was counted, and the strikes. */
	async reset(key: string): Promise<void> {
		const { counts, strikes } = await this.#open();
		await Promise.all([counts.delete(key), strikes.delete(key)]);
	}

	async #strike(key: string, counts: RateLimiterAbstract, strikes: RateLimiterAbstract): Promise<number> {
		const { consumedPoints } = await settle(strikes.consume(key));
		const seconds = backOffSeconds(this.#options.window, consumedPoints);
		await strikes.set(key, consumedPoints, strikeSeconds(seconds));
		await counts.block(key, seconds);
		return seconds * 1000;
	}

	/** Opens when first asked for, and again as long as that fails. */
	#open(): Promise<Opened> {
		this.#opened ??= this.#openNow().catch((error) => {
			this.#opened = null;
			throw error;
		});
		return this.#opened;
	}

	async #openNow(): Promise<Opened> {
		const { name, max, window } = this.#options;
		const keyPrefix = `sojourn:rate:${name}`;
		const strikes = { keyPrefix: `${keyPrefix}:strikes`, points: Number.MAX_SAFE_INTEGER };
		return {
			counts: await this.#counters({ keyPrefix, points: max, duration: window }),
			strikes: await this.#counters({ ...strikes, duration: strikeSeconds(backOffSeconds(window, 1)) }),
		};
	}
}

/** rate-limiter-flexible rejects with the result when the limit is exceeded, and with an error when it couldn't count. */
async function settle(counting: Promise<RateLimiterRes>): Promise<RateLimiterRes> {
	try {
		return await counting;
	} catch (result) {
		if (result instanceof Error) throw result;
		return result as RateLimiterRes;
	}
}
