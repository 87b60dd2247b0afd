/** MySQL and MariaDB, through a pool of mysql2. */

import type { Outcome, Plan, SqlDatabase } from "../database.ts";
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

/** The server's locks are for all of its databases, and their names have at most 64 characters. */
const lockName = "sha1(concat_ws(' ', database(), ?))";
/** How long a migration waits for another process's, in seconds. */
const migrationPatience = 60;

function mysqlDatabase(pool: MysqlPool): SqlDatabase {
	return {
		dialect: mysqlDialect,

		run: (statement) => retrying(() => execute(pool, statement), isConflict),

		transaction: (plan) =>
			retrying(() => withConnection(pool, (connection) => transact(connection, plan())), isConflict),

		tryTransaction: (plan, name) =>
			retrying(
				() => withConnection(pool, (connection) => withLock(connection, name, 0, () => transact(connection, plan()))),
				isConflict,
			),

		// No transaction: changes of the schema would end it, each by itself.
		migration: (plan, name) =>
			withConnection(pool, async (connection) => {
				const work = async () => ({ result: await follow(plan(), (statement) => execute(connection, statement)) });
				const done = await withLock(connection, name, migrationPatience, work);
				if (done === null) throw new Error(`The lock ${name} isn't to be had.`);
				return done.result;
			}),
	};
}

async function transact<Result>(connection: MysqlConnection, plan: Plan<Result>): Promise<Result> {
	// Each statement sees what was committed before it, and no gap between rows is locked.
	await connection.query("set transaction isolation level read committed");
	await connection.query("start transaction");
	const result = await follow(plan, (statement) => execute(connection, statement));
	await connection.query("commit");
	return result;
}

/**
 * Works while the connection holds a lock, which is gone with it.
 *
 * @param name - Means another lock in each database.
 * @param patience - How long to wait for it, in seconds.
 * @returns `null` when the lock wasn't to be had.
 */
async function withLock<Result>(
	connection: MysqlConnection,
	name: string,
	patience: number,
	work: () => Promise<Result>,
): Promise<Result | null> {
	const { rows } = await execute(connection, {
		sql: `select get_lock(${lockName}, ?) as held`,
		values: [name, patience],
	});
	if ((rows[0] as { held: number | null }).held !== 1) return null;
	try {
		return await work();
	} finally {
		await execute(connection, { sql: `select release_lock(${lockName})`, values: [name] }).catch(() => {});
	}
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
