import { RateLimiterMySQL } from "rate-limiter-flexible";
import { type Counters, tableName } from "./counters.ts";

/** What is needed of a pool of `mysql2/promise`. */
export interface MysqlCounterPool {
	query(sql: string): Promise<readonly unknown[]>;
	/** The pool with callbacks that it is made of. */
	readonly pool: object;
}

const createTable = `CREATE TABLE IF NOT EXISTS ${tableName} (
	\`key\` VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
	points INT NOT NULL DEFAULT 0,
	expire BIGINT UNSIGNED
)`;

/**
 * Counts in MySQL or MariaDB, each in one transaction, in the table `sojourn_rate_limits` of the pool's database, which is
 * made when it isn't there.
 */
export function mysqlCounters(pool: MysqlCounterPool): Counters {
	return async (options) => {
		// rate-limiter-flexible would make the database as well, for which few applications have the right.
		await pool.query(createTable);
		const [rows] = await pool.query("SELECT DATABASE() AS name");
		const dbName = (rows as { name: string }[])[0]?.name ?? "";
		const table = { dbName, tableName, tableCreated: true };
		return new RateLimiterMySQL({ ...options, ...table, storeClient: pool.pool, storeType: "pool" });
	};
}
