import { RateLimiterPostgres } from "rate-limiter-flexible";
import { type Counters, tableName } from "./counters.ts";

/** What is needed of a `Pool` of pg. */
export interface PostgresCounterPool {
	query(query: { text: string; values?: unknown[] }): Promise<unknown>;
}

/** Counts in PostgreSQL, each in one statement, in the table `sojourn_rate_limits`, which is made when it isn't there. */
export function postgresCounters(pool: PostgresCounterPool): Counters {
	return (options) =>
		new Promise((resolve, reject) => {
			const limiter = new RateLimiterPostgres(
				{ ...options, storeClient: pool, storeType: "pool", tableName },
				(error) => (error ? reject(error) : resolve(limiter)),
			);
		});
}
