/** The people who registered: one SQLite table. */

import { randomUUID } from "node:crypto";
import type { Database } from "better-sqlite3";
import { hashPassword, verifyPassword } from "./passwords.ts";

export interface User {
	readonly id: string;
	/** Trimmed and in lower case. */
	readonly email: string;
	readonly passwordHash: string;
	/** In milliseconds since the epoch. */
	readonly createdAt: number;
}

export class Users {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
		database.exec(`
			CREATE TABLE IF NOT EXISTS users (
				id TEXT PRIMARY KEY,
				email TEXT NOT NULL UNIQUE,
				password_hash TEXT NOT NULL,
				created_at INTEGER NOT NULL
			) STRICT
		`);
	}

	/** The user of that id. */
	find(id: string): User | undefined {
		return this.#select("id", id);
	}

	/** The user of that email. */
	findByEmail(email: string): User | undefined {
		return this.#select("email", email);
	}

	/** Adds a user; `undefined` when the email is taken. */
	async register(email: string, password: string, now: number): Promise<User | undefined> {
		const user: User = { id: randomUUID(), email, passwordHash: await hashPassword(password), createdAt: now };
		const { changes } = this.#database
			.prepare("INSERT INTO users VALUES (@id, @email, @passwordHash, @createdAt) ON CONFLICT (email) DO NOTHING")
			.run(user);
		return changes === 1 ? user : undefined;
	}

	/** The user whose email and password these are. Takes as long for an email that nobody registered. */
	async authenticate(email: string, password: string): Promise<User | undefined> {
		const user = this.#select("email", email);
		return (await verifyPassword(password, user?.passwordHash)) ? user : undefined;
	}

	async changePassword(id: string, password: string): Promise<void> {
		const passwordHash = await hashPassword(password);
		this.#database.prepare("UPDATE users SET password_hash = ? WHERE id = ?").run(passwordHash, id);
	}

	#select(column: "id" | "email", value: string): User | undefined {
		return this.#database
			.prepare<[string], User>(
				`SELECT id, email, password_hash AS passwordHash, created_at AS createdAt FROM users WHERE ${column} = ?`,
			)
			.get(value);
	}
}
