/** PostgreSQL's SQL, for all clients. */

import { type Compilable, type Kysely, PostgresAdapter, PostgresQueryCompiler, sql } from "kysely";
import type { SqlDialect } from "../database.ts";

/** Byte by byte, whatever the database's locale: equal under every version of it, and quickly compared. */
const key = sql`text collate "C"`;

export const postgresDialect: SqlDialect = {
	createAdapter: () => new PostgresAdapter(),
	createQueryCompiler: () => new PostgresQueryCompiler(),
	types: { id: key, user: key, time: "bigint", text: "text" },
	onConflict: true,
	createIndex: true,
	skipLocked: true,
	lockUser: (db, table, userId) => advisoryLock(db, sql`${sql.lit(`${table} `)} || ${userId}::text`),
};

/**
 * A lock that ends with the transaction, and that poolers of connections leave alone. Two names can have the same hash:
 * then one waits for the other now and then.
 */
export function advisoryLock(db: Kysely<unknown>, name: ReturnType<typeof sql>): Compilable {
	return { compile: () => sql`select pg_advisory_xact_lock(${hash(name)})`.compile(db) };
}

/** The same without waiting. Its one row says whether the lock is `held`. */
export function advisoryTryLock(db: Kysely<unknown>, name: ReturnType<typeof sql>): Compilable {
	return { compile: () => sql`select pg_try_advisory_xact_lock(${hash(name)}) as held`.compile(db) };
}

function hash(name: ReturnType<typeof sql>): ReturnType<typeof sql> {
	return sql`hashtextextended(${name}, 0)`;
}
