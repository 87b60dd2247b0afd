/** MySQL and MariaDB, through a pool of mysql2. */

import type { Outcome, SqlDatabase } from "../database.ts";
import { missingTable } from "../missing-table.ts";
import type { SqlValue, Statement } from "../prepared.ts";
import { type NetworkStoreOptions, type SqlStore, sqlStore } from "../sql-store.ts";
import { follow, retrying } from "../transaction.ts";
import { mysqlDialect } from "./dialect.ts";

/** What is needed of a pool of `mysql2/promise`: described here, so that this package doesn't depend on it. */
export interface MysqlPool extends MysqlQueries {
	getConnection(): Promise<MysqlConnection>;
}

/** A `PoolConnection` of `mysql2/promise`. */
export interface MysqlConnection extends MysqlQueries {
	query(sql: string): Promise<unknown>;
	release(): void;
	destroy(): void;
}

export interface MysqlQueries {
	/** Runs a statement that is prepared, once a connection. */
	execute(sql: string, values: SqlValue[]): Promise<[result: unknown, fields: unknown]>;
}

/**
 * A store in MySQL, from version 8 on, or MariaDB, from version 10.6 on.
 *
 * Each call is one prepared statement, or one transaction on a connection of the pool. The pool is used as it was made
 * and never ended.
 *
 * The tables are created by `migrate(store)`.
 *
 * @param pool - A pool of `mysql2/promise`.
 * @throws ConfigurationError when the name of the table or the schema won't do.
 */
export function mysqlStore(pool: MysqlPool, options?: NetworkStoreOptions): SqlStore {
	return sqlStore(mysqlDatabase(pool), options);
}

const duplicateEntry = 1062;
const noSuchTable = 1146;
/** lock wait timeout, deadlock */
const conflicts = [1205, 1213];

/** How long a migration waits for another process's, in seconds. */
const migrationPatience = 60;

function mysqlDatabase(pool: MysqlPool): SqlDatabase {
	return {
		dialect: mysqlDialect,

		run: (statement) => retrying(() => execute(pool, statement), isConflict),

		transaction: (plan) =>
			retrying(
				() =>
					withConnection(pool, async (connection) => {
						// Each statement sees what was committed before it, and no gap between rows is locked.
						await connection.query("set transaction isolation level read committed");
						await connection.query("start transaction");
						const result = await follow(plan(), (statement) => execute(connection, statement));
						await connection.query("commit");
						return result;
					}),
				isConflict,
			),

		migration: (plan, name) =>
			withConnection(pool, async (connection) => {
				// No transaction: changes of the schema would end it, each by itself. The lock is the connection's.
				const lock = await connection.execute("select get_lock(?, ?) as held", [name, migrationPatience]);
				if ((lock[0] as { held: number | null }[])[0]?.held !== 1) throw new Error(`The lock ${name} isn't to be had.`);
				try {
					return await follow(plan(), (statement) => execute(connection, statement));
				} finally {
					await connection.execute("select release_lock(?)", [name]);
				}
			}),
	};
}

/** Works with a connection and gives it back, after an error rolled back, or closed if that fails. */
async function withConnection<Result>(
	pool: MysqlPool,
	work: (connection: MysqlConnection) => Promise<Result>,
): Promise<Result> {
	const connection = await pool.getConnection();
	let broken = false;
	try {
		return await work(connection);
	} catch (error) {
		await connection.query("rollback").catch(() => {
			broken = true;
		});
		throw error;
	} finally {
		if (broken) connection.destroy();
		else connection.release();
	}
}

async function execute(queries: MysqlQueries, { sql, values }: Statement): Promise<Outcome> {
	try {
		const [result] = await queries.execute(sql, [...values]);
		if (Array.isArray(result)) return { rows: result.map(withText), changes: 0 };
		return { rows: [], changes: (result as { affectedRows: number }).affectedRows };
	} catch (error) {
		const code = errnoOf(error);
		if (code === duplicateEntry) return { rows: [], changes: 0 };
		throw code === noSuchTable ? missingTable(error) : error;
	}
}

/** Columns of bytes as the text that was put into them. */
function withText(row: object): object {
	const entries = Object.entries(row).map(([name, value]) => [
		name,
		value instanceof Buffer ? value.toString() : value,
	]);
	return Object.fromEntries(entries);
}

function isConflict(error: unknown): boolean {
	return conflicts.includes(errnoOf(error) ?? 0);
}

function errnoOf(error: unknown): number | undefined {
	return (error as { errno?: number }).errno;
}
