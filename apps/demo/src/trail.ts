/** The audit trail: what happened to whose account, kept for a while. */

import { join } from "node:path";
import { type AuditTrail, memoryTrail, migrate, sqlTrail } from "@sojourn/audit";
import { startSweeper } from "@sojourn/core";
import SqliteDatabase from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import type { Config } from "./config.ts";

/** What core can't know, and the application tells. */
declare module "@sojourn/audit" {
	interface AuditDetails {
		"password.wrong": Readonly<Record<string, never>>;
		"password.changed": Readonly<Record<string, never>>;
	}
}

export interface OpenedTrail {
	readonly trail: AuditTrail;
	close(): Promise<void>;
}

/** How long a person's activity is kept. */
const keepFor = "90d";

/**
 * Opens the trail: in memory where the sessions are, otherwise in a file beside the users' one. Not in the same one: its
 * transactions take several turns, and a connection that waits for another's lock would stop the process.
 */
export async function openTrail({ store, dataDir, now = Date.now }: Config): Promise<OpenedTrail> {
	if (store === "memory") return { trail: memoryTrail(), close: async () => {} };
	const database = new SqliteDatabase(join(dataDir, "audit.sqlite"));
	database.pragma("journal_mode = WAL");
	const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database }) });
	const trail = sqlTrail(db, { keepFor, now });
	await migrate(trail);
	const sweeper = startSweeper(trail);
	return {
		trail,
		async close() {
			await sweeper.stop();
			await db.destroy();
		},
	};
}
