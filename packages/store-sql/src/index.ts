/** @sojourn/store-sql: everything that is public, by name. */

export { migrate, migrationSql } from "./migrations.ts";
export type { SqlStore, SqlStoreOptions } from "./sql-store.ts";
export { type SqliteConnection, type SqliteStatement, sqliteStore } from "./sqlite.ts";
