/** A ledger in PostgreSQL, MySQL, MariaDB or SQLite, through Kysely. */

import { ConfigurationError } from "@sojourn/core";
import type { Kysely } from "kysely";
import { backendCall } from "../backend-call.ts";
import { checkedLedger } from "../checked-ledger.ts";
import type { Ledger } from "../ledger.ts";
import { fromStored, toStored } from "../stored-text.ts";
import { missingTable, retrying } from "./database-errors.ts";
import { type LedgerTable, type Tables, tableProblems } from "./table.ts";
import { upsertOf } from "./upsert.ts";

export interface SqlLedgerOptions {
	/** The table's name. Default `"sojourn_ledger"`. */
	readonly table?: string;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** A ledger in a SQL database. `startSweeper(ledger, { every: "1h" })` of core removes what is over. */
export interface SqlLedger extends Ledger, LedgerTable {}

/** How many rows one sweep removes at most: databases take so many values and no more. */
const mostSwept = 1000;

/**
 * Keeps everything in one table, which `migrate(ledger)` creates. No call is a transaction: each is one statement that is
 * conditional on what is there, or two (a new entry on MySQL, a sweep). Times go by the clocks of the processes, which
 * should agree to a second.
 *
 * @param db A Kysely of the database. It is used as it is, and never destroyed.
 * @throws ConfigurationError when the table's name won't do
 */
export function sqlLedger(db: LedgerTable["db"], options: SqlLedgerOptions = {}): SqlLedger {
	const { table = "sojourn_ledger", now = Date.now } = options;
	const problems = tableProblems(table);
	if (problems.length > 0) throw new ConfigurationError(problems);
	const tables = db as Kysely<Tables>;
	const name = table as "entries";
	const upsert = upsertOf(tables, name);

	const backend: Ledger = {
		async get(key) {
			const row = await tables
				.selectFrom(name)
				.select("value")
				.where("id", "=", key)
				.where("expires_at", ">", now())
				.executeTakeFirst();
			return row === undefined ? null : fromStored(row.value);
		},

		async put(key, value, expected, ttl) {
			const at = now();
			const next = { value: toStored(value), expires_at: at + ttl };
			if (expected === null) return upsert.unlessLive({ id: key, set_key: null, ...next, writes: 0 }, at);
			const { numUpdatedRows } = await tables
				.updateTable(name)
				.set((row) => ({ ...next, writes: row("writes", "+", 1) }))
				.where("id", "=", key)
				.where("value", "=", toStored(expected))
				.where("expires_at", ">", at)
				.executeTakeFirst();
			return numUpdatedRows === 1n;
		},

		async remove(key, value) {
			const { numDeletedRows } = await tables
				.deleteFrom(name)
				.where("id", "=", key)
				.where("value", "=", toStored(value))
				.where("expires_at", ">", now())
				.executeTakeFirst();
			return numDeletedRows === 1n;
		},

		async add(key, member, ttl) {
			const text = { value: toStored(member), expires_at: now() + ttl };
			await upsert.orExtend({ id: idOf(key, member), set_key: key, ...text, writes: 0 });
		},

		async members(key) {
			const rows = await tables
				.selectFrom(name)
				.select("value")
				.where("set_key", "=", key)
				.where("expires_at", ">", now())
				.execute();
			return rows.map((row) => fromStored(row.value));
		},

		async drop(key, member) {
			await tables.deleteFrom(name).where("id", "=", idOf(key, member)).execute();
		},

		async sweep({ limit = mostSwept } = {}) {
			const at = now();
			const most = Math.min(limit, mostSwept);
			const due = await tables
				.selectFrom(name)
				.select("id")
				.where("expires_at", "<=", at)
				.orderBy("expires_at")
				.limit(most)
				.execute();
			if (due.length === 0) return { expired: [], forgotten: 0, more: false };
			const ids = due.map(({ id }) => id);
			const { numDeletedRows } = await tables
				.deleteFrom(name)
				.where("id", "in", ids)
				.where("expires_at", "<=", at) // it may have been written anew
				.executeTakeFirst();
			return { expired: [], forgotten: Number(numDeletedRows), more: due.length === most };
		},
	};
	const call = backendCall(missingTable);
	const ledger = checkedLedger(backend, (operation, work) => call(operation, () => retrying(work)));
	return { ...ledger, db, table };
}

function idOf(key: string, member: string): string {
	return `${key} ${member}`;
}
