import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeContract } from "@sojourn/core/testing";
import Database from "better-sqlite3";
import { describe, test } from "vitest";
import { migrate } from "./migrations.ts";
import { sqliteStore } from "./sqlite.ts";

describe("the store contract in a SQLite file, by two connections", () => {
	const contract = storeContract({
		capabilities: ["user-index", "scan", "sweep"],
		async open(now) {
			const folder = mkdtempSync(join(tmpdir(), "sojourn-"));
			const connections: Database.Database[] = [];
			const connect = () => {
				const connection = new Database(join(folder, "sessions.db"));
				connection.pragma("journal_mode = WAL");
				connections.push(connection);
				return sqliteStore(connection, { now });
			};
			const store = connect();
			await migrate(store);
			return {
				store,
				another: async () => connect(),
				async close() {
					for (const connection of connections) connection.close();
					rmSync(folder, { recursive: true });
				},
			};
		},
	});
	for (const { name, run } of contract) test(name, run);
});
