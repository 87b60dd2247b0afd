/** Every client against the database that it is for. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import { type MariaDbService, type PostgresService, startMariaDb, startPostgres } from "@sojourn/service-harness";
import { createPool, type Pool as MysqlPool } from "mysql2/promise";
import { Pool } from "pg";
import {
	migrate,
	mysqlStore,
	type NetworkStoreOptions,
	pgliteStore,
	postgresStore,
	type SqlStore,
	sqliteStore,
} from "../src/index.ts";
import { temporaryFolder } from "../src/testing/folder.ts";

/** A database to which two clients are connected, or one if it takes no more. */
export interface Opened {
	store(options?: NetworkStoreOptions): SqlStore;
	another?(options?: NetworkStoreOptions): SqlStore;
	/** Runs a statement of the test's own. */
	query(sql: string): Promise<readonly Record<string, unknown>[]>;
	close(): Promise<void>;
}

/** A database on a server. */
export interface OpenedServer extends Opened {
	/** A connection of the test's own. */
	session(): Promise<{ query(sql: string): Promise<unknown>; release(): void }>;
	/** How many connections wait for a lock. */
	waiting(): Promise<number>;
	/** Ends the connections that wait for a lock. */
	endWaiting(): Promise<void>;
	/** Has each update of a session do something first: a statement to which the session is `old`. */
	beforeUpdates(table: string, statement: string): Promise<void>;
	/** A statement that fails. */
	readonly trouble: string;
}

let postgres: Promise<PostgresService> | undefined;
let mariaDb: Promise<MariaDbService> | undefined;

/** The PostgreSQL that the tests of one file share: started by the first that asks, ended with the process. */
export function sharedPostgres(): Promise<PostgresService> {
	postgres ??= startPostgres();
	return postgres;
}

/** The MariaDB that the tests of one file share. */
export function sharedMariaDb(): Promise<MariaDbService> {
	mariaDb ??= startMariaDb();
	return mariaDb;
}

/** A pool as the documentation makes it. */
export function postgresPool(connectionString: string): Pool {
	return new Pool({ connectionString, max: 10 }).on("error", () => {});
}

/** As pools of an application are: the tests find errors in what they ask for. */
export function mysqlPool(uri: string): MysqlPool {
	return createPool({ uri, connectionLimit: 10 });
}

export async function openPostgres(): Promise<OpenedServer> {
	const { url } = await sharedPostgres();
	const [one, other] = [postgresPool(url), postgresPool(url)];
	return {
		store: (options) => postgresStore(one, options),
		another: (options) => postgresStore(other, options),
		query: async (sql) => (await one.query(sql)).rows,
		session: () => one.connect(),
		async waiting() {
			const count = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";
			return Number((await one.query(count)).rows[0].count);
		},
		endWaiting: async () =>
			void (await one.query("select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'")),
		beforeUpdates: async (table, statement) =>
			void (await one.query(`create function before_${table}() returns trigger language plpgsql as
				$$ begin ${statement}; return new; end $$;
				create trigger before_updates before update on ${table} for each row execute function before_${table}()`)),
		trouble: "raise 'disk trouble'",
		close: async () => void (await Promise.all([one.end(), other.end()])),
	};
}

export async function openMariaDb(): Promise<OpenedServer> {
	const { url } = await sharedMariaDb();
	const [one, other] = [mysqlPool(url), mysqlPool(url)];
	return {
		store: (options) => mysqlStore(one, options),
		another: (options) => mysqlStore(other, options),
		query: async (sql) => (await one.query(sql))[0] as Record<string, unknown>[],
		session: () => one.getConnection(),
		async waiting() {
			await sleep(150); // asked again within 100 ms, MariaDB repeats itself
			const count = "select count(*) as count from information_schema.innodb_trx where trx_state = 'LOCK WAIT'";
			return Number(((await one.query(count))[0] as { count: number }[])[0]?.count);
		},
		async endWaiting() {
			const waiting =
				"select trx_mysql_thread_id as id from information_schema.innodb_trx where trx_state = 'LOCK WAIT'";
			for (const { id } of (await one.query(waiting))[0] as { id: number }[]) await one.query(`kill ${id}`);
		},
		beforeUpdates: async (table, statement) =>
			void (await one.query(`create trigger before_${table} before update on ${table} for each row
				begin ${statement}; end`)),
		trouble: "signal sqlstate '45000' set message_text = 'disk trouble'",
		close: async () => void (await Promise.all([one.end(), other.end()])),
	};
}

/** The databases, by client and name. */
export const databases: Readonly<Record<string, () => Promise<Opened>>> = {
	"PostgreSQL, pg": openPostgres,

	async "PostgreSQL, pg, with notifications"() {
		const { url } = await sharedPostgres();
		const [one, other] = [postgresPool(url), postgresPool(url)];
		return {
			store: (options) => postgresStore(one, { ...options, notifications: one }),
			another: (options) => postgresStore(other, { ...options, notifications: other }),
			query: async (sql) => (await one.query(sql)).rows,
			close: async () => void (await Promise.all([one.end(), other.end()])),
		};
	},

	async PGlite() {
		const connection = await PGlite.create();
		return {
			store: (options) => pgliteStore(connection, options),
			query: async (sql) => (await connection.query<Record<string, unknown>>(sql)).rows,
			close: () => connection.close(),
		};
	},

	"MariaDB, mysql2": openMariaDb,

	async "SQLite, better-sqlite3"() {
		const folder = temporaryFolder();
		const [one, other] = [folder.connect(), folder.connect()];
		return {
			store: (options) => sqliteStore(one, options),
			another: (options) => sqliteStore(other, options),
			query: async (sql) => one.prepare(sql).all() as Record<string, unknown>[],
			close: async () => folder.remove(),
		};
	},

	async "SQLite, node:sqlite"() {
		const folder = mkdtempSync(join(tmpdir(), "sojourn-"));
		const connect = () => {
			const connection = new DatabaseSync(join(folder, "sessions.db"), { timeout: 5_000 });
			connection.exec("pragma journal_mode = wal");
			return connection;
		};
		const [one, other] = [connect(), connect()];
		return {
			store: (options) => sqliteStore(one, options),
			another: (options) => sqliteStore(other, options),
			query: async (sql) => one.prepare(sql).all() as Record<string, unknown>[],
			async close() {
				for (const connection of [one, other]) connection.close();
				rmSync(folder, { recursive: true });
			},
		};
	},
};

/** Two stores on a new table, by a pool each. */
export async function openStores(
	database: Opened,
): Promise<{ readonly table: string; readonly stores: readonly [SqlStore, SqlStore] }> {
	const table = freshTable();
	const stores = [database.store({ table }), (database.another ?? database.store)({ table })] as const;
	await migrate(stores[0]);
	return { table, stores };
}

/** Lets each change of one session fail, in the middle of whatever it is part of. */
export function sabotage(database: OpenedServer, table: string, id: string | undefined): Promise<void> {
	return database.beforeUpdates(table, `if old.id = '${id}' then ${database.trouble}; end if`);
}

let count = 0;

/** The name of a table that isn't there yet. */
export function freshTable(): string {
	return `sessions_${process.pid}_${++count}`;
}
