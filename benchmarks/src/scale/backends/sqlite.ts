/** A SQLite file, through better-sqlite3, opened as the store's documentation says. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, sqliteStore } from "@sojourn/store-sql";
import SqliteDatabase from "better-sqlite3";
import type { OpenBackend } from "../backend.ts";

export const openSqlite: OpenBackend = async (now) => {
	const folder = mkdtempSync(join(tmpdir(), "sojourn-benchmark-"));
	const database = new SqliteDatabase(join(folder, "sessions.db"), { timeout: 500 });
	database.pragma("journal_mode = WAL");
	const store = sqliteStore(database, { now });
	await migrate(store);
	const pragma = (name: string) => Number(database.pragma(name, { simple: true }));
	return {
		store,
		/** By the store itself, in one transaction around its own statements. */
		async load(records) {
			database.exec("begin");
			for (const record of records) await store.create(record);
			database.exec("commit");
		},
		async settle() {
			database.pragma("wal_checkpoint(truncate)");
		},
		async census() {
			const sessions = database.prepare<[], { count: number }>(`select count(*) as count from ${store.table}`).get();
			return { sessions: sessions?.count ?? 0, bytes: pragma("page_count") * pragma("page_size") };
		},
		async close() {
			database.close();
			rmSync(folder, { recursive: true });
		},
	};
};
