/** The people with an account, who registered or came from a provider: two SQLite tables. */

import { randomUUID } from "node:crypto";
import type { Database } from "better-sqlite3";
import { hashPassword, verifyPassword } from "./passwords.ts";

export interface User {
	readonly id: string;
	/** Trimmed and in lower case; of those who came from a provider, as it has it. */
	readonly email: string;
	/** `null`: a provider says who it is. */
	readonly passwordHash: string | null;
	/** In milliseconds since the epoch. */
	readonly createdAt: number;
}

/** What a provider says of a user. It is the issuer and the subject that name one: e-mail addresses change hands. */
export interface Identity {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string;
}

const identityColumns = "id, email, NULL AS passwordHash, created_at AS createdAt";

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
			) STRICT;
			CREATE TABLE IF NOT EXISTS identities (
				issuer TEXT NOT NULL,
				subject TEXT NOT NULL,
				id TEXT NOT NULL UNIQUE,
				email TEXT NOT NULL,
				created_at INTEGER NOT NULL,
				PRIMARY KEY (issuer, subject)
			) STRICT
		`);
	}

	/** The user of that id. */
	find(id: string): User | undefined {
		const identified = this.#database.prepare<[string], User>(`SELECT ${identityColumns} FROM identities WHERE id = ?`);
		return this.#select("id", id) ?? identified.get(id);
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

	/** The user whom a provider names: a new one, if it is the first time. */
	identify(identity: Identity, now: number): User {
		return this.#database
			.prepare<[Identity & { id: string; now: number }], User>(
				`INSERT INTO identities VALUES (@issuer, @subject, @id, @email, @now)
				ON CONFLICT (issuer, subject) DO UPDATE SET email = excluded.email RETURNING ${identityColumns}`,
			)
			.get({ ...identity, id: randomUUID(), now }) as User;
	}

	/** The user whose email and password these are. Takes as long for an email that nobody registered. */
	async authenticate(email: string, password: string): Promise<User | undefined> {
		const user = this.#select("email", email);
		return (await verifyPassword(password, user?.passwordHash ?? null)) ? user : undefined;
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
