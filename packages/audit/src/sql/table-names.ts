/** What a trail's tables are called. */

/** Names for queries that are typed by those in `Tables`. */
export interface TableNames {
	readonly entries: "entries";
	readonly head: "head";
}

/** Leaves room for what indexes and the journal of migrations add, in the 63 bytes that PostgreSQL allows. */
const valid = /^(?!sqlite_)[a-z_][a-z0-9_]{0,39}$/i;

/** What is wrong with the name of a table, and what to do. */
export function tableProblems(table: string): string[] {
	if (valid.test(table)) return [];
	return [`table is ${JSON.stringify(table)}: give up to 40 letters, digits and underscores, no digit first.`];
}

export function tableNames(table: string): TableNames {
	return { entries: table as "entries", head: `${table}_head` as "head" };
}
