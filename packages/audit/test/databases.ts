/** Every database that a trail is kept in, each through Kysely's own dialect. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MariaDbService, type PostgresService, startMariaDb, startPostgres } from "@sojourn/service-harness";
import Database from "better-sqlite3";
import { type Dialect, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely";
import { createPool } from "mysql2";
import { Pool } from "pg";

/** A database that can be connected to more than once. */
export interface OpenedDatabase {
	/** Another Kysely, on connections of its own if that makes a difference. Closed with the database. */
	connect(): Kysely<unknown>;
	close(): Promise<void>;
}

let postgres: Promise<PostgresService> | undefined;
let mariaDb: Promise<MariaDbService> | undefined;

export const databases: Readonly<Record<string, () => Promise<OpenedDatabase>>> = {
	async PostgreSQL() {
		postgres ??= startPostgres();
		const { url } = await postgres;
		return onServer(() => new PostgresDialect({ pool: new Pool({ connectionString: url, max: 4 }) }));
	},

	async MariaDB() {
		mariaDb ??= startMariaDb();
		const { url } = await mariaDb;
		return onServer(() => new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 4 }) }));
	},

	/** With one connection: where another one waits for a lock, nothing in the process goes on. */
	async SQLite() {
		const folder = mkdtempSync(join(tmpdir(), "sojourn-audit-"));
		const database = new Database(join(folder, "audit.db"));
		database.pragma("journal_mode = WAL");
		database.pragma("synchronous = NORMAL");
		const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
		return {
			connect: () => db,
			async close() {
				await db.destroy();
				rmSync(folder, { recursive: true });
			},
		};
	},
};

/** A database to which every Kysely has connections of its own. */
export function onServer(dialect: () => Dialect): OpenedDatabase {
	const all: Kysely<unknown>[] = [];
	return {
		connect() {
			const db = new Kysely<unknown>({ dialect: dialect() });
			all.push(db);
			return db;
		},
		async close() {
			await Promise.all(all.map((db) => db.destroy()));
		},
	};
}

let count = 0;

/** The name of a table that isn't there yet. */
export function freshTable(): string {
	return `audit_${process.pid}_${++count}`;
}
