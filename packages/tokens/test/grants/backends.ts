/** What the servers of an application share: sessions and a ledger in the same backend. */

import { memoryStore, type SessionStore } from "@sojourn/core";
import { redisStore } from "@sojourn/store-redis";
import { migrate as migrateSessions, postgresStore, sqliteStore } from "@sojourn/store-sql";
import Database from "better-sqlite3";
import { Redis } from "ioredis";
import { Kysely, PostgresDialect, SqliteDialect } from "kysely";
import { Pool } from "pg";
import { type Ledger, memoryLedger, redisLedger } from "../../src/index.ts";
import { migrate as migrateLedger, sqlLedger } from "../../src/ledger/sql/index.ts";

export type BackendKind = "memory" | "SQLite" | "Redis" | "PostgreSQL";

export interface Backend {
	readonly store: SessionStore;
	readonly ledger: Ledger;
	close(): Promise<unknown>;
}

/**
 * Connects to a backend, and makes its tables where they aren't there yet.
 *
 * @param address a URL, or a file's path
 * @param name a word for what is kept there: others keep things beside it
 */
export async function openBackend(kind: BackendKind, address: string, name: string): Promise<Backend> {
	if (kind === "memory") return { store: memoryStore(), ledger: memoryLedger(), close: async () => {} };
	if (kind === "Redis") {
		const redis = new Redis(address);
		const store = redisStore(redis, { prefix: `${name}:` });
		return { store, ledger: redisLedger(redis, { prefix: `${name}:ledger:` }), close: async () => redis.disconnect() };
	}
	const { sessions, dialect, close } = kind === "SQLite" ? sqlite(address, name) : postgres(address, name);
	const ledger = sqlLedger(new Kysely<unknown>({ dialect }), { table: `${name}_ledger` });
	await migrateSessions(sessions);
	await migrateLedger(ledger);
	return { store: sessions, ledger, close };
}

function sqlite(file: string, table: string) {
	const database = new Database(file);
	database.pragma("journal_mode = WAL");
	return {
		sessions: sqliteStore(database, { table }),
		dialect: new SqliteDialect({ database }),
		close: async () => database.close(),
	};
}

function postgres(connectionString: string, table: string) {
	const pool = new Pool({ connectionString, max: 10 });
	pool.on("error", () => {});
	return { sessions: postgresStore(pool, { table }), dialect: new PostgresDialect({ pool }), close: () => pool.end() };
}
