/** Where counts are kept: a limiter of rate-limiter-flexible for each rule, over a client that is handed in. */

import type { RateLimiterAbstract } from "rate-limiter-flexible";

/** What is counted. */
export interface CounterOptions {
	/** Goes before every key. */
	readonly keyPrefix: string;
	/** How many are allowed. */
	readonly points: number;
	/** In how many seconds. */
	readonly duration: number;
}

/** Opens a limiter. Any of rate-limiter-flexible's will do whose counts are exact under concurrency. */
export type Counters = (options: CounterOptions) => Promise<RateLimiterAbstract>;

/** The table in databases. Made when it isn't there. */
export const tableName = "sojourn_rate_limits";
