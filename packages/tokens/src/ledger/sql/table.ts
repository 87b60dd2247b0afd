/** The table of a ledger. */

import type { Kysely } from "kysely";

/** By a name that stands for the one that the ledger was told. */
export interface Tables {
	entries: Row;
}

/** An entry, or a member of a set. */
export interface Row {
	/** The entry's key; or the set's key and the member, with the space in between that neither of them has. */
	id: string;
	/** The key of the set that this is a member of; `null` for an entry. */
	set_key: string | null;
	/** The entry's value, or the member. */
	value: string;
	expires_at: number;
	/**
	 * Counts writes, so that each changes its row. MySQL may be set to say how many rows were changed, and not how many were
	 * found: to write the same value once more in the same millisecond would look like a failure.
	 */
	writes: number;
}

/** Where a ledger is, for `migrate`. */
export interface LedgerTable {
	// biome-ignore lint/suspicious/noExplicitAny: an application's Kysely knows its own tables, whichever they are
	readonly db: Kysely<any>;
	readonly table: string;
}

/** Leaves room for what indexes and the journal of migrations add, in the 63 bytes that PostgreSQL allows. */
const valid = /^(?!sqlite_)[a-z_][a-z0-9_]{0,39}$/i;

/** What is wrong with the name of a table, and what to do. */
export function tableProblems(table: string): string[] {
	if (valid.test(table)) return [];
	return [`table is ${JSON.stringify(table)}: give up to 40 letters, digits and underscores, no digit first.`];
}
