import { ConfigurationError } from "@sojourn/core";

/** Leaves room for what the names of the indexes add, in the 63 bytes that PostgreSQL allows. */
const valid = /^(?!sqlite_)[a-z_][a-z0-9_]{0,47}$/i;

/**
 * The table's name, checked.
 *
 * @throws ConfigurationError when it could need more than quotes: only letters, digits and underscores of ASCII will do.
 */
export function checkedTableName(name = "sojourn_sessions"): string {
	if (valid.test(name)) return name;
	throw new ConfigurationError([
		`table is ${JSON.stringify(name)}: give up to 48 letters, digits and underscores, no digit first.`,
	]);
}
