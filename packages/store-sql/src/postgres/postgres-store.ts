/** PostgreSQL, through a `Pool` of pg. */

import type { Invalidations } from "@sojourn/core";
import { type NetworkStoreOptions, type SqlStore, sqlStore } from "../sql-store.ts";
import { decodeText } from "../text.ts";
import type { PostgresPool } from "./client.ts";
import { postgresDatabase } from "./database.ts";
import { postgresDialect } from "./dialect.ts";
import { announcedOn, createInvalidations } from "./invalidations.ts";

export interface PostgresStoreOptions extends NetworkStoreOptions {
	/**
	 * Tells all processes which sessions change, by NOTIFY, and gives the store `subscribe`. Whoever subscribes keeps a
	 * connection of this pool: give the store's own, or another when that one is behind a pooler that doesn't keep LISTEN.
	 */
	readonly notifications?: PostgresPool;
}

/**
 * A store in PostgreSQL, from version 12 on.
 *
 * Each call is one statement, or one transaction on a connection of the pool. The pool is used as it was made and never
 * ended. Listen to its `error` event: without that, pg ends the process when the server closes an idle connection.
 *
 * The table is created by `migrate(store)`.
 *
 * @param pool - A `Pool` of pg.
 * @throws ConfigurationError when the name of the table or the schema won't do.
 */
export function postgresStore(
	pool: PostgresPool,
	options: PostgresStoreOptions & { readonly notifications: PostgresPool },
): SqlStore & Invalidations;
export function postgresStore(pool: PostgresPool, options?: PostgresStoreOptions): SqlStore;
export function postgresStore(
	pool: PostgresPool,
	{ notifications, ...options }: PostgresStoreOptions = {},
): SqlStore | (SqlStore & Invalidations) {
	if (notifications === undefined) return sqlStore(postgresDatabase(pool, postgresDialect), options);
	const channel = options.table ?? "sojourn_sessions";
	const dialect = { ...postgresDialect, announced: announcedOn(channel) };
	const store = sqlStore(postgresDatabase(pool, dialect), options);
	return { ...store, ...createInvalidations(notifications, store.table, decodeText) };
}
