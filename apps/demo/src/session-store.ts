/**
 * Where the sessions are kept, as `STORE` says, and what servers must remember together about tokens. What it takes is
 * loaded only when it is asked for.
 */

import { memoryStore, type SessionStore, startSweeper, type UserIndex } from "@sojourn/core";
import { migrate, mysqlStore, postgresStore, type SqlStore, sqliteStore } from "@sojourn/store-sql";
import { type Ledger, memoryLedger, redisLedger } from "@sojourn/tokens";
import { migrate as migrateLedger, sqlLedger } from "@sojourn/tokens/sql";
import { type Dialect, Kysely, MysqlDialect, PostgresDialect, SqliteDialect } from "kysely";

export interface OpenedStore {
	readonly store: SessionStore & UserIndex;
	readonly ledger: Ledger;
	close(): Promise<unknown>;
}

type Open = (address: string, now: () => number) => Promise<OpenedStore>;

/** How each kind of address is opened, by what it begins with. */
const kinds = {
	async memory(_address: string, now: () => number) {
		return { store: memoryStore({ now }), ledger: memoryLedger({ now }), close: async () => {} };
	},

	async sqlite(address: string, now: () => number) {
		const { default: SqliteDatabase } = await import("better-sqlite3");
		const database = new SqliteDatabase(address.slice("sqlite:".length), { timeout: 500 });
		database.pragma("journal_mode = WAL");
		database.pragma("synchronous = FULL"); // a power cut undoes no logout
		return migrated(sqliteStore(database, { now }), new SqliteDialect({ database }), now, async () => database.close());
	},

	async postgres(address: string, now: () => number) {
		const { Pool } = await import("pg");
		const pool = new Pool({ connectionString: address });
		pool.on("error", (error) => console.error(`PostgreSQL closed a connection: ${error.message}`));
		return migrated(postgresStore(pool, { now }), new PostgresDialect({ pool }), now, () => pool.end());
	},

	async mysql(address: string, now: () => number) {
		const { createPool } = await import("mysql2");
		const pool = createPool(address);
		const promised = pool.promise();
		return migrated(mysqlStore(promised, { now }), new MysqlDialect({ pool }), now, () => promised.end());
	},

	async redis(address: string, now: () => number) {
		const [{ Redis }, { redisStore }] = await Promise.all([import("ioredis"), import("@sojourn/store-redis")]);
		const client = new Redis(address, { lazyConnect: true });
		client.on("error", (error) => console.error(`Redis: ${error.message}`));
		await client.connect().catch((error) => {
			client.disconnect();
			throw error;
		});
		return { store: redisStore(client, { now }), ledger: redisLedger(client), close: () => client.quit() };
	},
} satisfies Record<string, Open>;

/** What an address begins with, and the kind of store that is there. */
const schemes: ReadonlyMap<string, Open> = new Map(
	Object.entries({ ...kinds, postgresql: kinds.postgres, rediss: kinds.redis }),
);

function kindOf(address: string): Open | undefined {
	return schemes.get(address.replace(/:.*$/s, ""));
}

/** @throws RangeError when it is no address of a store */
export function checkedStoreAddress(address: string): string {
	if (kindOf(address) !== undefined) return address;
	throw new RangeError("STORE is none: give memory, sqlite:FILE, or a redis://, postgres:// or mysql:// address.");
}

/**
 * Opens a store, and creates its tables at the first start.
 *
 * @param address - From {@link checkedStoreAddress}.
 * @throws StoreNotReachedError when nothing answers there, or not as that kind of store
 */
export async function openSessionStore(address: string, now: () => number): Promise<OpenedStore> {
	const open = kindOf(checkedStoreAddress(address)) as Open;
	try {
		return await open(address, now);
	} catch (error) {
		throw new StoreNotReachedError(address, error);
	}
}

/** Says where the sessions should have been kept, without the password in that address. */
export class StoreNotReachedError extends Error {
	constructor(address: string, cause: unknown) {
		const place = address.replace(/\/\/[^@/]*@/, "//");
		const { message, code } = cause as NodeJS.ErrnoException;
		super(`The session store at ${place} can't be used (${message || code}): start it, or set STORE to another.`, {
			cause,
		});
	}
}

/** Both on the same connections: each call of the ledger is one statement, so neither waits for the other. */
async function migrated(
	store: SqlStore,
	dialect: Dialect,
	now: () => number,
	close: () => Promise<unknown>,
): Promise<OpenedStore> {
	const ledger = sqlLedger(new Kysely({ dialect }), { now });
	try {
		await migrate(store);
		await migrateLedger(ledger);
	} catch (error) {
		await close();
		throw error;
	}
	const sweeper = startSweeper(ledger, { every: "1h" });
	return {
		store,
		ledger,
		async close() {
			await sweeper.stop();
			await close();
		},
	};
}
