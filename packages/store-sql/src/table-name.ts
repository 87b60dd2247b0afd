import { ConfigurationError } from "@sojourn/core";

/** Leaves room for what the names of the indexes add, in the 63 bytes that PostgreSQL allows. */
const valid = /^(?!sqlite_)[a-z_][a-z0-9_]{0,47}$/i;

/** Where a store keeps its sessions. */
export interface TableName {
	readonly table: string;
	/** The schema that the table is in; `undefined`: the connection's default. */
	readonly schema: string | undefined;
}

/**
 * The table's name and schema, checked.
 *
 * @throws ConfigurationError when one could need more than quotes: only letters, digits and underscores of ASCII will do.
 */
export function checkedTableName(options: { readonly table?: string; readonly schema?: string }): TableName {
	const { table = "sojourn_sessions", schema } = options;
	const problems = Object.entries({ table, schema })
		.filter(([, name]) => name !== undefined && !valid.test(name))
		.map(
			([option, name]) =>
				`${option} is ${JSON.stringify(name)}: give up to 48 letters, digits and underscores, no digit first.`,
		);
	if (problems.length > 0) throw new ConfigurationError(problems);
	return { table, schema };
}
