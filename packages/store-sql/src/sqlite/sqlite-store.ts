/** SQLite, through better-sqlite3 or the driver that Node brings along. */

import type { Outcome, Plan, SqlDatabase } from "../database.ts";
import { missingTable } from "../missing-table.ts";
import type { Statement } from "../prepared.ts";
import { type SqlStore, type SqlStoreOptions, sqlStore } from "../sql-store.ts";
import { sqliteDialect } from "./dialect.ts";

/**
 * What is needed of a `Database` of better-sqlite3 or a `DatabaseSync` of node:sqlite: described here, so that this
 * package doesn't depend on either.
 */
export interface SqliteConnection {
	prepare(sql: string): SqliteStatement;
}

export interface SqliteStatement {
	all(...values: unknown[]): unknown[];
	run(...values: unknown[]): { readonly changes: number | bigint };
}

/**
 * A store in a SQLite file, shared by as many processes of one machine as like.
 *
 * Each call is one statement, or transactions that run without a pause. The connection is used as it was opened and never
 * closed. Open it with `journal_mode = WAL`, so that reading and writing don't wait for each other, and with a `timeout`
 * below the store timeout of `createSessions`: a process that waits for another's write stands still. Don't leave a
 * transaction of your own open on it while you await something.
 *
 * The table is created by `migrate(store)`.
 *
 * @param connection - A `Database` of better-sqlite3 or a `DatabaseSync` of node:sqlite.
 * @throws ConfigurationError when the table's name won't do.
 */
export function sqliteStore(connection: SqliteConnection, options?: SqlStoreOptions): SqlStore {
	return sqlStore(sqliteDatabase(connection), options);
}

const begin: Statement = { sql: "begin immediate", values: [] };
const commit: Statement = { sql: "commit", values: [] };
const rollback: Statement = { sql: "rollback", values: [] };

function sqliteDatabase(connection: SqliteConnection): SqlDatabase {
	const prepared = new Map<string, SqliteStatement>();

	function execute({ sql, values }: Statement): Outcome {
		try {
			let statement = prepared.get(sql);
			if (statement === undefined) {
				statement = connection.prepare(sql);
				prepared.set(sql, statement);
			}
			if (sql.startsWith("select")) return { rows: statement.all(...values), changes: 0 };
			return { rows: [], changes: Number(statement.run(...values).changes) };
		} catch (error) {
			throw (error as Error).message.startsWith("no such table") ? missingTable(error) : error;
		}
	}

	async function transaction<Result>(plan: () => Plan<Result>): Promise<Result> {
		execute(begin);
		try {
			const result = finish(plan(), execute);
			execute(commit);
			return result;
		} catch (error) {
			try {
				execute(rollback);
			} catch {} // errors such as a full disk have rolled it back already
			throw error;
		}
	}

	return {
		dialect: sqliteDialect,
		run: async (statement) => execute(statement),
		transaction,
		tryTransaction: transaction,
		migration: transaction,
	};
}

/** Runs a plan to its end, without a pause. */
function finish<Result>(plan: Plan<Result>, execute: (statement: Statement) => Outcome): Result {
	let step = plan.next();
	while (!step.done) step = plan.next(step.value.map(execute));
	return step.value;
}
