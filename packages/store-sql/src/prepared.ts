/** Queries that are compiled once, when the store is made, and run with other values each time. */

import type { Compilable } from "kysely";

/** One statement, ready to run. */
export interface Statement {
	readonly sql: string;
	readonly values: readonly unknown[];
}

/** A compiled query: give it values, it gives a {@link Statement}. */
export type Prepared<Values> = (values: Values) => Statement;

class Placeholder {
	readonly name: PropertyKey;

	constructor(name: PropertyKey) {
		this.name = name;
	}
}

/**
 * Compiles a query once.
 *
 * @param build - Builds the query; `value(name)` stands for the value of that name.
 */
export function prepare<Values extends object>(
	build: (value: <Name extends keyof Values>(name: Name) => Values[Name]) => Compilable,
): Prepared<Values> {
	const { sql, parameters } = build((name) => new Placeholder(name) as never).compile();
	return (values) => ({
		sql,
		values: parameters.map((parameter) =>
			parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
		),
	});
}
