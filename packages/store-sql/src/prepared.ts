/** Queries that are compiled once, when the store is made, and run with other values each time. */

import type { Compilable } from "kysely";

/** One statement, ready to run. */
export interface Statement {
	readonly sql: string;
	readonly values: readonly SqlValue[];
}

export type SqlValue = string | number | null;

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
 * @param rewrite - Rewrites its SQL; the parameters stay.
 */
export function prepare<Values extends object>(
	build: (value: <Name extends keyof Values>(name: Name) => Values[Name]) => Compilable,
	rewrite: (sql: string) => string = (sql) => sql,
): Prepared<Values> {
	const compiled = build((name) => new Placeholder(name) as never).compile();
	const sql = rewrite(compiled.sql);
	return (values) => ({
		sql,
		values: compiled.parameters.map((parameter) =>
			parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
		) as SqlValue[],
	});
}

/**
 * Compiles a query for a list of strings once: the places that are left over are `null`, which equals nothing.
 *
 * @param max - How long a list may be.
 */
export function prepareList(
	max: number,
	build: (list: readonly (string | null)[]) => Compilable,
	rewrite?: (sql: string) => string,
): Prepared<readonly string[]> {
	const places = Array.from({ length: max }, (_, place) => place);
	const prepared = prepare<readonly (string | null)[]>((value) => build(places.map(value)), rewrite);
	return (list) => prepared(places.map((place) => list[place] ?? null));
}
