/** How rows get into the table. */

import { PostgresAdapter, sql, type Transaction } from "kysely";
import type { TableNames } from "./table-names.ts";
import { columns, type EntryRow, type Tables } from "./tables.ts";

/** How many rows go into one statement: databases take so many values and no more. */
const rowsAtATime = 500;

const numbers: { readonly [column in keyof EntryRow]?: string } = { position: "bigint", v: "integer", at: "bigint" };

/** What PostgreSQL makes of JSON. */
const entry = sql.raw(`entry (${columns.map((column) => `"${column}" ${numbers[column] ?? "text"}`).join(", ")})`);

export async function insertRows(
	transaction: Transaction<Tables>,
	{ entries }: TableNames,
	rows: readonly EntryRow[],
): Promise<void> {
	const insert = transaction.insertInto(entries);
	if (transaction.getExecutor().adapter instanceof PostgresAdapter) {
		// One parameter for all of it takes a third of the time that one for each value does. A text, not yet JSON: some
		// drivers make JSON of what they are told is some.
		const json = sql<EntryRow>`json_to_recordset(${JSON.stringify(rows)}::text::json)`.as<"entry">(entry);
		await insert
			.columns(columns)
			.expression((builder) => builder.selectFrom(json).select(columns))
			.execute();
		return;
	}
	for (let from = 0; from < rows.length; from += rowsAtATime) {
		await insert.values(rows.slice(from, from + rowsAtATime)).execute();
	}
}
