import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Counters } from "./counters.ts";

/** Counts in memory: of this process alone, so for one process, and for tests. A count goes when its window is over. */
export function memoryCounters(): Counters {
	return async (options) => new RateLimiterMemory(options);
}
