import { RateLimiterRedis } from "rate-limiter-flexible";
import type { Counters } from "./counters.ts";

/** What tells the clients apart; the rest is between them and rate-limiter-flexible. */
export interface RedisCounterClient {
	/** ioredis has it. */
	defineCommand?: unknown;
	multi(): unknown;
	eval(...parameters: never[]): unknown;
}

/**
 * Counts in Redis or Valkey, each in one atomic script.
 *
 * @param client of ioredis (a server or a cluster) or node-redis
 */
export function redisCounters(client: RedisCounterClient): Counters {
	const useRedisPackage = client.defineCommand === undefined;
	return async (options) => new RateLimiterRedis({ ...options, storeClient: client, useRedisPackage });
}
