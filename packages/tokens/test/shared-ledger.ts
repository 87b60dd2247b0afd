/** Ledgers that processes share. */

import { startMariaDb, startPostgres, startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { type Dialect, Kysely, MysqlDialect, PostgresDialect } from "kysely";
import { createPool } from "mysql2";
import { Pool } from "pg";
import { type Ledger, redisLedger } from "../src/index.ts";
import { migrate, sqlLedger } from "../src/ledger/sql/index.ts";

/** What another process needs to open the ledger too. */
export interface LedgerAddress {
	readonly kind: keyof typeof openers;
	readonly url: string;
}

export interface OpenedLedger {
	readonly ledger: Ledger;
	/** Creates its table, if it needs one. */
	prepare(): Promise<void>;
	close(): Promise<void>;
}

const openers = {
	Redis(url: string): OpenedLedger {
		const client = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => 50 });
		client.on("error", () => {}); // connections end with the server
		return { ledger: redisLedger(client), prepare: async () => {}, close: async () => client.disconnect() };
	},

	PostgreSQL(url: string): OpenedLedger {
		const pool = new Pool({ connectionString: url, max: 4 });
		pool.on("error", () => {});
		pool.on("connect", (connection) => connection.on("error", () => {}));
		return openSql(new PostgresDialect({ pool }));
	},

	MariaDB: (url: string): OpenedLedger =>
		openSql(new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 4 }) })),
};

function openSql(dialect: Dialect): OpenedLedger {
	const db = new Kysely<unknown>({ dialect });
	const ledger = sqlLedger(db);
	return { ledger, prepare: () => migrate(ledger), close: () => db.destroy() };
}

export function openLedger({ kind, url }: LedgerAddress): OpenedLedger {
	return openers[kind](url);
}

const servers = { Redis: startRedis, PostgreSQL: startPostgres, MariaDB: startMariaDb };

export const kinds = Object.keys(servers) as readonly LedgerAddress["kind"][];

/** Starts a server with a ledger on it, to be hurt. */
export async function startLedger(kind: LedgerAddress["kind"]) {
	const service = await servers[kind]({ own: true });
	const address: LedgerAddress = { kind, url: service.url };
	const opened = openLedger(address);
	await opened.prepare();
	return { service, address, ...opened };
}
