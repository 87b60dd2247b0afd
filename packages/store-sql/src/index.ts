/** @sojourn/store-sql: everything that is public, by name. */

export { migrate, migrationSql } from "./migrations.ts";
export { type MysqlConnection, type MysqlPool, type MysqlQueries, mysqlStore } from "./mysql/mysql-store.ts";
export type {
	PostgresClient,
	PostgresNotification,
	PostgresPool,
	PostgresQuery,
	PostgresResult,
} from "./postgres/client.ts";
export { type PgliteConnection, type PgliteQueries, pgliteStore } from "./postgres/pglite-store.ts";
export { type PostgresStoreOptions, postgresStore } from "./postgres/postgres-store.ts";
export type { NetworkStoreOptions, SqlStore, SqlStoreOptions } from "./sql-store.ts";
export { type SqliteConnection, type SqliteStatement, sqliteStore } from "./sqlite/sqlite-store.ts";
