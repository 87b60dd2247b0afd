/** The places where counts are kept, over real servers. */

import Database from "better-sqlite3";
import { Redis } from "ioredis";
import { createPool } from "mysql2/promise";
import { Pool } from "pg";
import { createClient } from "redis";
import {
	type Counters,
	mysqlCounters,
	postgresCounters,
	redisCounters,
	sqliteCounters,
} from "../src/rate-limit/index.ts";

export type Backend = "Redis, ioredis" | "Redis, node-redis" | "PostgreSQL" | "MariaDB" | "SQLite";

interface OpenedCounters {
	readonly counters: Counters;
	close(): Promise<unknown>;
}

/** @param url of the server, or the database's file */
export async function openCounters(backend: Backend, url: string): Promise<OpenedCounters> {
	switch (backend) {
		case "Redis, ioredis": {
			const client = new Redis(url).on("error", () => {});
			return { counters: redisCounters(client), close: async () => client.disconnect() };
		}
		case "Redis, node-redis": {
			const client = await createClient({ url }).connect();
			return { counters: redisCounters(client), close: () => client.close() };
		}
		case "PostgreSQL": {
			const pool = new Pool({ connectionString: url }).on("error", () => {});
			return { counters: postgresCounters(pool), close: () => pool.end() };
		}
		case "MariaDB": {
			const pool = createPool(url);
			return { counters: mysqlCounters(pool), close: () => pool.end() };
		}
		case "SQLite": {
			const database = new Database(url, { timeout: 5000 });
			return { counters: sqliteCounters(database), close: async () => database.close() };
		}
	}
}
