/** Adds entries to a trail, one batch after the other, whichever process they come from. */

import type { KeyObject } from "node:crypto";
import { StoreUnavailableError } from "@sojourn/core";
import type { Transaction } from "kysely";
import type { Checkpoint } from "../chain.ts";
import type { AuditEvent } from "../event.ts";
import { insertRows } from "./insert-rows.ts";
import type { TableNames } from "./table-names.ts";
import { headName, rowsAfter, type Tables } from "./tables.ts";

/**
 * Waits for the head, which is this transaction's from then on. Changing it comes before reading it, as that is what all
 * databases understand as wanting to write.
 */
export async function takeHead(transaction: Transaction<Tables>, { head }: TableNames): Promise<Checkpoint> {
	const take = transaction.updateTable(head).set({ name: headName }).where("name", "=", headName);
	await take.execute().catch((error: unknown) => {
		throw isMissingTable(error) ? missingTables(error) : error;
	});
	const row = await transaction
		.selectFrom(head)
		.select(["position", "hash"])
		.where("name", "=", headName)
		.executeTakeFirst();
	if (row === undefined) throw missingTables();
	return { position: Number(row.position), hash: row.hash };
}

function missingTables(cause?: unknown): StoreUnavailableError {
	return new StoreUnavailableError("The trail's tables aren't there: call migrate(trail) first.", { cause });
}

/** PostgreSQL and MySQL have a code for it, SQLite has a sentence. */
function isMissingTable(error: unknown): boolean {
	const { code, message } = error as { code?: unknown; message?: unknown };
	return code === "42P01" || code === "ER_NO_SUCH_TABLE" || /^no such table/.test(`${message}`);
}

/** Adds entries, and moves the head on. */
export async function append(
	transaction: Transaction<Tables>,
	names: TableNames,
	head: Checkpoint,
	events: readonly AuditEvent[],
	key: KeyObject | undefined,
): Promise<void> {
	const rows = rowsAfter(head, events, key);
	const last = rows.at(-1);
	if (last === undefined) return;
	await insertRows(transaction, names, rows);
	const { position, hash } = last;
	await transaction.updateTable(names.head).set({ position, hash }).where("name", "=", headName).execute();
}

/** The events that aren't there yet. */
export async function missingOf(
	transaction: Transaction<Tables>,
	{ entries }: TableNames,
	events: readonly AuditEvent[],
): Promise<readonly AuditEvent[]> {
	const ids = events.map(({ id }) => id);
	const known = await transaction.selectFrom(entries).select("id").where("id", "in", ids).execute();
	const knownIds = new Set(known.map(({ id }) => id));
	return events.filter(({ id }) => !knownIds.has(id));
}
