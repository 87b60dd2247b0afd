/** Where the sessions are kept, as `STORE` says. What it takes is loaded only when it is asked for. */

import { memoryStore, type SessionStore, type UserIndex } from "@sojourn/core";
import { migrate, mysqlStore, postgresStore, type SqlStore, sqliteStore } from "@sojourn/store-sql";

export interface OpenedStore {
	readonly store: SessionStore & UserIndex;
	close(): Promise<unknown>;
}

type Open = (address: string, now: () => number) => Promise<OpenedStore>;

/** How each kind of address is opened, by what it begins with. */
const kinds = {
	async memory(_address: string, now: () => number) {
		return { store: memoryStore({ now }), close: async () => {} };
	},

	async sqlite(address: string, now: () => number) {
		const { default: SqliteDatabase } = await import("better-sqlite3");
		const database = new SqliteDatabase(address.slice("sqlite:".length), { timeout: 500 });
		database.pragma("journal_mode = WAL");
		database.pragma("synchronous = FULL"); // a power cut undoes no logout
		return migrated(sqliteStore(database, { now }), async () => database.close());
	},

	async postgres(address: string, now: () => number) {
		const { Pool } = await import("pg");
		const pool = new Pool({ connectionString: address });
		pool.on("error", (error) => console.error(`PostgreSQL closed a connection: ${error.message}`));
		return migrated(postgresStore(pool, { now }), () => pool.end());
	},

	async mysql(address: string, now: () => number) {
		const { createPool } = await import("mysql2/promise");
		const pool = createPool(address);
		return migrated(mysqlStore(pool, { now }), () => pool.end());
	},

	async redis(address: string, now: () => number) {
		const [{ Redis }, { redisStore }] = await Promise.all([import("ioredis"), import("@sojourn/store-redis")]);
		const client = new Redis(address, { lazyConnect: true });
		client.on("error", (error) => console.error(`Redis: ${error.message}`));
		await client.connect().catch((error) => {
			client.disconnect();
			throw error;
		});
		return { store: redisStore(client, { now }), close: () => client.quit() };
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

async function migrated(store: SqlStore, close: () => Promise<unknown>): Promise<OpenedStore> {
	try {
		await migrate(store);
	} catch (error) {
		await close();
		throw error;
	}
	return { store, close };
}
