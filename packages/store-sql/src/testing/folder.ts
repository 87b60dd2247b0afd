import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";

/** A folder for one test, with SQLite files in it. */
export function temporaryFolder() {
	const path = mkdtempSync(join(tmpdir(), "sojourn-"));
	const connections: Database.Database[] = [];
	return {
		file: join(path, "sessions.db"),
		/** Another connection to the file. */
		connect(): Database.Database {
			const connection = openDatabase(join(path, "sessions.db"));
			connections.push(connection);
			return connection;
		},
		/** Closes what was opened, and leaves nothing behind. */
		remove(): void {
			for (const connection of connections) connection.close();
			rmSync(path, { recursive: true });
		},
	};
}

/** As the README says. */
export function openDatabase(file: string): Database.Database {
	const connection = new Database(file, { timeout: 5_000 });
	connection.pragma("journal_mode = WAL");
	return connection;
}
