/** @sojourn/guard/rate-limit: how often something may be done. */

export type { CounterOptions, Counters } from "./counters/counters.ts";
export { memoryCounters } from "./counters/memory.ts";
export { type MysqlCounterPool, mysqlCounters } from "./counters/mysql.ts";
export { type PostgresCounterPool, postgresCounters } from "./counters/postgres.ts";
export { type RedisCounterClient, redisCounters } from "./counters/redis.ts";
export { type SqliteCounterDatabase, sqliteCounters } from "./counters/sqlite.ts";
export { RateLimitError } from "./rate-limit-error.ts";
export {
	createRateLimits,
	type RateLimitOptions,
	type RateLimitState,
	type RateLimits,
} from "./rate-limits.ts";
export type { RateRule, RateSubject } from "./rule.ts";
