/** PGlite: PostgreSQL inside of the process. */

import type { Outcome, SqlDatabase } from "../database.ts";
import { missingTable } from "../missing-table.ts";
import type { Statement } from "../prepared.ts";
import { type NetworkStoreOptions, type SqlStore, sqlStore } from "../sql-store.ts";
import { follow } from "../transaction.ts";
import { postgresDialect } from "./dialect.ts";

/** What is needed of a `PGlite`: described here, so that this package doesn't depend on it. */
export interface PgliteConnection extends PgliteQueries {
	transaction<Result>(work: (transaction: PgliteQueries) => Promise<Result>): Promise<Result>;
}

export interface PgliteQueries {
	query(sql: string, values?: unknown[]): Promise<{ readonly rows: unknown[]; readonly affectedRows?: number }>;
}

/**
 * A store in a PGlite, which one process has to itself. It is used as it was opened and never closed.
 *
 * The table is created by `migrate(store)`.
 *
 * @param connection - A `PGlite`.
 * @throws ConfigurationError when the name of the table or the schema won't do.
 */
export function pgliteStore(connection: PgliteConnection, options?: NetworkStoreOptions): SqlStore {
	return sqlStore(pgliteDatabase(connection), options);
}

function pgliteDatabase(connection: PgliteConnection): SqlDatabase {
	// PGlite runs one transaction at a time: none gets into another's way.
	const transaction: SqlDatabase["transaction"] = (plan) =>
		connection.transaction((queries) => follow(plan(), (statement) => execute(queries, statement)));
	return {
		dialect: postgresDialect,
		run: (statement) => execute(connection, statement),
		transaction,
		tryTransaction: transaction,
		migration: transaction,
	};
}

async function execute(queries: PgliteQueries, { sql, values }: Statement): Promise<Outcome> {
	try {
		const { rows, affectedRows = 0 } = await queries.query(sql, [...values]);
		return { rows, changes: affectedRows };
	} catch (error) {
		throw (error as { code?: string }).code === "42P01" ? missingTable(error) : error;
	}
}
