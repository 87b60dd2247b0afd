/** Logins from browsers that weren't known, until the user has said who that was: one SQLite table. */

import { randomUUID } from "node:crypto";
import type { Database } from "better-sqlite3";

/** "Was this you?" */
export interface NewDeviceNotice {
	readonly id: string;
	readonly userId: string;
	/** The session that the login opened: its public id. */
	readonly sessionId: string;
	/** `"Firefox on Linux"`. */
	readonly device: string;
	readonly ip: string | null;
	/** In milliseconds since the epoch. */
	readonly at: number;
}

/** After this it is no longer news, in milliseconds. */
const keptFor = 30 * 86_400_000;

export class Notices {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
		database.exec(`
			CREATE TABLE IF NOT EXISTS notices (
				id TEXT PRIMARY KEY,
				user_id TEXT NOT NULL,
				session_id TEXT NOT NULL,
				device TEXT NOT NULL,
				ip TEXT,
				at INTEGER NOT NULL
			) STRICT;
			CREATE INDEX IF NOT EXISTS notices_by_user ON notices (user_id)
		`);
	}

	/** Adds one, and forgets those that are old. */
	add(notice: Omit<NewDeviceNotice, "id">): void {
		this.#database.prepare("DELETE FROM notices WHERE at < ?").run(notice.at - keptFor);
		this.#database
			.prepare("INSERT INTO notices VALUES (@id, @userId, @sessionId, @device, @ip, @at)")
			.run({ id: randomUUID(), ...notice });
	}

	/** The user's, the newest first, but for the one about this very session: whoever opened it can't wave it through. */
	listFor(userId: string, sessionId: string): readonly NewDeviceNotice[] {
		return this.#database
			.prepare<[string, string], NewDeviceNotice>(
				`SELECT id, user_id AS userId, session_id AS sessionId, device, ip, at FROM notices
				WHERE user_id = ? AND session_id <> ? ORDER BY at DESC LIMIT 5`,
			)
			.all(userId, sessionId);
	}

	/** Takes one away that {@link listFor} would give, and gives it back; `undefined` when there is none. */
	take(id: string, userId: string, sessionId: string): NewDeviceNotice | undefined {
		return this.#database
			.prepare<[string, string, string], NewDeviceNotice>(
				`DELETE FROM notices WHERE id = ? AND user_id = ? AND session_id <> ?
				RETURNING id, user_id AS userId, session_id AS sessionId, device, ip, at`,
			)
			.get(id, userId, sessionId);
	}
}
