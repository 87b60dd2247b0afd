import { RateLimiterSQLite } from "rate-limiter-flexible";
import { type Counters, tableName } from "./counters.ts";

/** What is needed of a database of better-sqlite3. */
export interface SqliteCounterDatabase {
	prepare(sql: string): object;
	transaction(run: () => unknown): unknown;
}

/** Counts in SQLite, each in one transaction, in the table `sojourn_rate_limits`, which is made when it isn't there. */
export function sqliteCounters(database: SqliteCounterDatabase): Counters {
	return (options) =>
		new Promise((resolve, reject) => {
			const store = { storeClient: database, storeType: "better-sqlite3", tableName };
			const limiter = new RateLimiterSQLite({ ...options, ...store }, (error) =>
				error ? reject(error) : resolve(limiter),
			);
		});
}
