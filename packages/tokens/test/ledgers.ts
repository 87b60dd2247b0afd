/** Every ledger on the servers that it is for. */

import { type MariaDbService, type PostgresService, startMariaDb, startPostgres } from "@sojourn/service-harness";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Cluster, Redis } from "ioredis";
import { type Kysely, MysqlDialect, PostgresDialect } from "kysely";
import { createPool, type PoolOptions } from "mysql2";
import { Pool } from "pg";
import { createClient, createClientPool, createCluster } from "redis";
import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { databases, freshTable, type OpenedDatabase, onServer } from "../../audit/test/databases.ts";
import { freshPrefix, sharedCluster, sharedRedis } from "../../store-redis/test/combinations.ts";
import { startRestShim } from "../../store-redis/test/rest-shim.ts";
import { type Ledger, memoryLedger, type RedisLedgerClient, redisLedger } from "../src/index.ts";
import { migrate, sqlLedger } from "../src/ledger/sql/index.ts";

/** A backend on which there is nothing yet. */
export interface Backend {
	/** A ledger on it; each on a connection of its own if that makes a difference. */
	open(): Ledger;
	/** Waits until what was kept for {@link short} is over; `isOver` says so. */
	untilOver(isOver: () => Promise<boolean>): Promise<void>;
	/** Has an entry whose time is up. */
	expire(ledger: Ledger, key: string): Promise<void>;
	/** Sets the clock forward; left out where the server's own counts. */
	pass?(milliseconds: number): void;
}

export interface OpenedBackends {
	/** A backend of one's own. */
	fresh(): Promise<Backend>;
	close(): Promise<void>;
}

/** Gives each test of a block a backend on which there is nothing yet. */
export function openForEach(open: () => Promise<OpenedBackends>, begin: (backend: Backend) => void): void {
	let opened: OpenedBackends;
	beforeAll(async () => {
		opened = await open();
	}, 60_000);
	afterAll(() => opened.close());
	beforeEach(async () => begin(await opened.fresh()), 60_000);
}

/** For so long is kept what a test wants to see ending, in milliseconds. */
export const short = 50;

async function expireBy(untilOver: Backend["untilOver"], ledger: Ledger, key: string): Promise<void> {
	await ledger.put(key, "old", null, short);
	await untilOver(async () => (await ledger.get(key)) === null);
}

function clocked(open: (now: () => number) => Ledger): Backend {
	let now = 1_800_000_000_000;
	const pass = (milliseconds: number) => {
		now += milliseconds;
	};
	async function untilOver(isOver: () => Promise<boolean>): Promise<void> {
		pass(short);
		if (!(await isOver())) throw new Error("It isn't over when its time is up.");
	}
	return {
		open: () => open(() => now),
		pass,
		untilOver,
		expire: (ledger, key) => expireBy(untilOver, ledger, key),
	};
}

async function redis(client: RedisLedgerClient, close: () => unknown): Promise<OpenedBackends> {
	return {
		async fresh() {
			const prefix = freshPrefix();
			const untilOver: Backend["untilOver"] = async (isOver) =>
				void (await vi.waitUntil(isOver, { timeout: 10_000, interval: 5 }));
			return {
				open: () => redisLedger(client, { prefix }),
				untilOver,
				expire: (ledger, key) => expireBy(untilOver, ledger, key),
			};
		},
		close: async () => void (await close()),
	};
}

async function sql(database: OpenedDatabase): Promise<OpenedBackends> {
	const connections = [database.connect(), database.connect()];
	return {
		async fresh() {
			const table = freshTable();
			let count = 0;
			const open = (now: () => number) => sqlLedger(connections[count++ % 2] as Kysely<unknown>, { table, now });
			await migrate(open(Date.now));
			return clocked(open);
		},
		close: () => database.close(),
	};
}

function ignore(): void {}

export const redisBackends: Readonly<Record<string, () => Promise<OpenedBackends>>> = {
	async "Redis, ioredis"() {
		const client = new Redis((await sharedRedis()).url);
		return redis(client, () => client.disconnect());
	},

	async "Redis, node-redis"() {
		const client = createClient({ url: (await sharedRedis()).url });
		await client.on("error", ignore).connect();
		return redis(client, () => client.destroy());
	},

	async "Redis, a pool of node-redis"() {
		const pool = createClientPool({ url: (await sharedRedis()).url });
		await pool.on("error", ignore).connect();
		return redis(pool, () => pool.destroy());
	},

	async "Redis over REST, @upstash/redis"() {
		const { url, close } = await startRestShim((await sharedRedis()).url, "token");
		return redis(new UpstashRedis({ url, token: "token", enableTelemetry: false }), close);
	},

	// Where they can, clients are set to read from replicas: a ledger mustn't.
	async "Redis Cluster, ioredis"() {
		const client = new Cluster([...(await sharedCluster()).urls], { scaleReads: "slave", retryDelayOnTryAgain: 10 });
		return redis(client, () => client.disconnect());
	},

	async "Redis Cluster, node-redis"() {
		const rootNodes = (await sharedCluster()).urls.map((url) => ({ url }));
		const client = createCluster({ rootNodes, useReplicas: true });
		await client.on("error", ignore).connect();
		return redis(client, () => client.destroy());
	},
};

let mariaDb: Promise<MariaDbService> | undefined;
let postgres: Promise<PostgresService> | undefined;

/** Databases whose connections are made in an unusual way. */
const unusualDatabases: typeof databases = {
	/** Statements that get in each other's way fail, instead of going by what the other one has done. */
	async "PostgreSQL, serializable"() {
		postgres ??= startPostgres();
		const options = "-c default_transaction_isolation=serializable";
		const connection = { connectionString: (await postgres).url, options, max: 4 };
		return onServer(() => new PostgresDialect({ pool: new Pool(connection) }));
	},

	/** Says how many rows a statement changed, not how many it found. */
	async "MariaDB that counts changes"() {
		mariaDb ??= startMariaDb();
		const connection: PoolOptions = { uri: (await mariaDb).url, connectionLimit: 4, flags: ["-FOUND_ROWS"] };
		return onServer(() => new MysqlDialect({ pool: createPool(connection) }));
	},
};

export const sqlBackends: Readonly<Record<string, () => Promise<OpenedBackends>>> = Object.fromEntries(
	Object.entries({ ...databases, ...unusualDatabases }).map(([name, open]) => [name, async () => sql(await open())]),
);

/** All of them by name. */
export const backends = {
	async memory(): Promise<OpenedBackends> {
		return {
			async fresh() {
				let ledger: Ledger | undefined;
				return clocked((now) => {
					ledger ??= memoryLedger({ now });
					return ledger;
				});
			},
			close: async () => {},
		};
	},
	...redisBackends,
	...sqlBackends,
};
