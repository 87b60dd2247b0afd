/** SQLite through better-sqlite3. */

import { StoreUnavailableError } from "@sojourn/core";
import { SqliteAdapter, SqliteQueryCompiler } from "kysely";
import type { Outcome, Plan, SqlDatabase, SqlDialect } from "./database.ts";
import type { Statement } from "./prepared.ts";
import { type SqlStore, type SqlStoreOptions, sqlStore } from "./sql-store.ts";

/** What is needed of a `Database` of better-sqlite3: described here, so that this package doesn't depend on it. */
export interface SqliteConnection {
	prepare(sql: string): SqliteStatement;
	readonly inTransaction: boolean;
}

export interface SqliteStatement {
	/** Whether it gives rows. */
	readonly reader: boolean;
	all(...values: unknown[]): unknown[];
	run(...values: unknown[]): { readonly changes: number };
}

export const sqliteDialect: SqlDialect = {
	createAdapter: () => new SqliteAdapter(),
	createQueryCompiler: () => new SqliteQueryCompiler(),
	types: { key: "text", time: "integer", text: "text" },
};

/**
 * A store in a SQLite file, shared by as many processes of one machine as like.
 *
 * Each call is one statement, or one transaction that runs without a pause. The connection is used as it was opened and
 * never closed. Open it with `journal_mode = WAL`, so that reading and writing don't wait for each other, and with a
 * `timeout` below the store timeout of `createSessions`: a process that waits for another's write stands still. Don't
 * leave a transaction of your own open on it while you await something.
 *
 * The table is created by `migrate(store)`.
 *
 * @param connection - A `Database` of better-sqlite3.
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
			if (statement.reader) return { rows: statement.all(...values), changes: 0 };
			return { rows: [], changes: statement.run(...values).changes };
		} catch (error) {
			throw explained(error);
		}
	}

	return {
		dialect: sqliteDialect,

		async run(statement) {
			return execute(statement);
		},

		async transaction(plan) {
			execute(begin);
			try {
				const result = finish(plan(), execute);
				execute(commit);
				return result;
			} catch (error) {
				if (connection.inTransaction) execute(rollback);
				throw error;
			}
		},
	};
}

/** Runs a plan to its end, without a pause. */
function finish<Result>(plan: Plan<Result>, execute: (statement: Statement) => Outcome): Result {
	let step = plan.next();
	while (!step.done) step = plan.next(step.value.map(execute));
	return step.value;
}

function explained(error: unknown): unknown {
	const { message } = error as Error;
	if (!message.startsWith("no such table")) return error;
	return new StoreUnavailableError(`${message}. Call migrate(store) before the store is used.`, { cause: error });
}
