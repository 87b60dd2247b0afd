/** A query of a trail as SQL. */

import type { ExpressionBuilder, Kysely } from "kysely";
import type { CheckedQuery } from "../query.ts";
import { columns, type Tables, userKey } from "./tables.ts";

/** The entries that are asked for, and one more if there are. */
export function find(db: Kysely<Tables>, table: "entries", query: CheckedQuery) {
	return db
		.selectFrom(table)
		.select(columns)
		.where((builder) => builder.and(conditions(builder, query)))
		.orderBy("position", query.newestFirst ? "desc" : "asc")
		.limit(query.limit + 1);
}

function conditions(builder: ExpressionBuilder<Tables, "entries">, query: CheckedQuery) {
	const { userId, sessionIds, types, from, to, newestFirst, after } = query;
	return [
		userId === null ? null : builder("user_key", "=", userKey(userId)),
		sessionIds === null ? null : isOneOf(builder, "session_id", sessionIds),
		types === null ? null : isOneOf(builder, "type", types),
		from === null ? null : builder("at", ">=", from),
		to === null ? null : builder("at", "<", to),
		after === null ? null : builder("position", newestFirst ? "<" : ">", after),
	].filter((condition) => condition !== null);
}

function isOneOf(
	builder: ExpressionBuilder<Tables, "entries">,
	column: "session_id" | "type",
	values: readonly string[],
) {
	return values.length === 0 ? builder.lit(false) : builder(column, "in", values);
}
