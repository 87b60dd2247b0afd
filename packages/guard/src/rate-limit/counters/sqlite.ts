import { RateLimiterSQLite } from "rate-limiter-flexible";
import { type Counters, tableName } from "./counters.ts";

/** What is needed of a database of better-sqlite3. */
export interface SqliteCounterDatabase {
	prepare(sql: string): { run(...values: number[]): unknown };
	transaction(run: () => unknown): unknown;
}

const hour = 3_600_000;

/** Counts in SQLite, each in one transaction, in the table `sojourn_rate_limits`, which is made when it isn't there. */
export function sqliteCounters(database: SqliteCounterDatabase): Counters {
	// rate-limiter-flexible can do that as well, but an error in it would end the process.
	setInterval(() => clearExpired(database), hour / 12).unref();
	return (options) =>
		new Promise((resolve, reject) => {
			const store = { storeClient: database, storeType: "better-sqlite3", tableName };
			const limiter = new RateLimiterSQLite({ ...options, ...store }, (error) =>
				error ? reject(error) : resolve(limiter),
			);
		});
}

function clearExpired(database: SqliteCounterDatabase): void {
	try {
		database.prepare(`DELETE FROM ${tableName} WHERE expire < ?`).run(Date.now() - hour);
	} catch {
		// locked, closed, or not made yet: there is a next time
	}
}
