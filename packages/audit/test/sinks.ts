/** Sinks on real servers, with how to count what has arrived. */

import { startPostgres, startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { createClient } from "redis";
import { type AuditSink, migrate, redisStream, sqlTrail } from "../src/index.ts";
import { databases, freshTable } from "./databases.ts";

/** A sink, and what is in it. */
export interface OpenedSink {
	readonly sink: AuditSink;
	/** The ids of all events that have arrived. */
	arrived(): Promise<readonly string[]>;
	close(): Promise<void>;
}

/** A sink whose server can be ended and started again. */
export interface MortalSink extends OpenedSink {
	kill(): Promise<void>;
	restart(): Promise<void>;
}

const stream = "events";
const options = { stream, maxLength: 1_000_000 };

function idsIn(entries: readonly (readonly [string, readonly string[]])[]): string[] {
	return entries.map(([, fields]) => JSON.parse(fields[3] ?? "").id);
}

async function openSql(name: string): Promise<OpenedSink> {
	const database = await databases[name]?.();
	if (database === undefined) throw new Error(name);
	const trail = sqlTrail(database.connect(), { table: freshTable() });
	await migrate(trail);
	return {
		sink: trail,
		async arrived() {
			const rows = await trail.db.selectFrom(trail.table).select("id").execute();
			return rows.map(({ id }) => id);
		},
		close: () => database.close(),
	};
}

export const sinks: Readonly<Record<string, () => Promise<OpenedSink>>> = {
	PostgreSQL: () => openSql("PostgreSQL"),
	MariaDB: () => openSql("MariaDB"),
	SQLite: () => openSql("SQLite"),

	"Redis, ioredis": openRedis,

	async "Redis, node-redis"() {
		const redis = await startRedis({ own: true });
		const client = createClient({ url: redis.url });
		await client.connect();
		return {
			sink: redisStream(client, options),
			async arrived() {
				const entries = await client.sendCommand(["XRANGE", stream, "-", "+"]);
				return idsIn(entries as unknown as Parameters<typeof idsIn>[0]);
			},
			async close() {
				client.destroy();
				await redis.stop();
			},
		};
	},
};

export const mortalSinks: Readonly<Record<string, () => Promise<MortalSink>>> = {
	async PostgreSQL() {
		const postgres = await startPostgres({ own: true });
		const pool = new Pool({ connectionString: postgres.url, max: 2 });
		pool.on("error", () => {}); // connections end with the server
		const trail = sqlTrail(new Kysely({ dialect: new PostgresDialect({ pool }) }), {
			chain: { secret: "a secret of at least 32 characters" },
		});
		await migrate(trail);
		return {
			sink: trail,
			arrived: async () => (await trail.db.selectFrom(trail.table).select("id").execute()).map(({ id }) => id),
			kill: () => postgres.kill(),
			restart: () => postgres.restart(),
			async close() {
				await trail.db.destroy();
				await postgres.stop();
			},
		};
	},

	"Redis, ioredis": openRedis,
};

async function openRedis(): Promise<MortalSink> {
	const redis = await startRedis({ own: true });
	const client = new Redis(redis.url, { maxRetriesPerRequest: 1, retryStrategy: () => 50 });
	client.on("error", () => {}); // the connection ends with the server
	return {
		sink: redisStream(client, options),
		arrived: async () => idsIn(await client.xrange(stream, "-", "+")),
		kill: () => redis.kill(),
		restart: () => redis.restart(),
		async close() {
			client.disconnect();
			await redis.stop();
		},
	};
}
