/**
 * The table and what it is searched by, built step by step. A step that was released never changes: what comes later is a
 * further step, that the versions before it can live with.
 */

import { type Compilable, type Kysely, sql } from "kysely";
import { createCompiler } from "./compiler.ts";
import { ask, type SqlDialect } from "./database.ts";
import { prepare, type Statement } from "./prepared.ts";
import type { SqlStore } from "./sql-store.ts";
import { sqliteDialect } from "./sqlite.ts";
import { checkedTableName } from "./table-name.ts";

interface Migration {
	readonly name: string;
	build(db: Kysely<unknown>, table: string, types: SqlDialect["types"]): readonly Compilable[];
}

const migrations: readonly Migration[] = [
	{
		name: "0001 sessions",
		build: (db, table, { key, time, text }) => [
			db.schema
				.createTable(table)
				.ifNotExists()
				.addColumn("id", key, (column) => column.primaryKey().notNull())
				.addColumn("version", "integer", (column) => column.notNull())
				.addColumn("user_id", key)
				.addColumn("secret_hash", text, (column) => column.notNull())
				.addColumn("previous", text)
				.addColumn("created_at", time, (column) => column.notNull())
				.addColumn("rotated_at", time, (column) => column.notNull())
				.addColumn("last_seen_at", time, (column) => column.notNull())
				.addColumn("idle_timeout", time, (column) => column.notNull())
				.addColumn("expires_at", time, (column) => column.notNull())
				.addColumn("tombstone_ttl", time, (column) => column.notNull())
				.addColumn("auth", text)
				.addColumn("device", text)
				.addColumn("data", text, (column) => column.notNull())
				.addColumn("ended_at", time)
				.addColumn("end_state", text)
				.addColumn("end_reason", text)
				.addColumn("due_at", time, (column) => column.notNull()),
			db.schema
				.createIndex(`${table}_by_user`)
				.ifNotExists()
				.on(table)
				.columns(["user_id", "ended_at", "created_at", "id"]),
			db.schema.createIndex(`${table}_by_due`).ifNotExists().on(table).columns(["due_at"]),
		],
	},
];

/** The dialects that {@link migrationSql} knows. */
const dialects = { sqlite: sqliteDialect };

/**
 * Brings the store's table up to date, creating it if need be. Safe to call at every start, and by several processes at
 * once.
 *
 * @returns the names of the steps that were still to be done.
 */
export async function migrate({ table, database }: Pick<SqlStore, "table" | "database">): Promise<readonly string[]> {
	const { journal, applied, steps } = plan(database.dialect, table);
	return database.transaction(function* () {
		yield [journal];
		const { rows } = yield* ask(applied);
		const done = new Set((rows as { name: string }[]).map((row) => row.name));
		const due = steps.filter(({ name }) => !done.has(name));
		for (const { statements } of due) for (const statement of statements) yield [statement];
		return due.map(({ name }) => name);
	});
}

/**
 * The same as SQL, for those who run their migrations themselves. It can be run again, and {@link migrate} sees that it
 * has been.
 *
 * @throws ConfigurationError when the table's name won't do.
 */
export function migrationSql(dialect: keyof typeof dialects, options: { readonly table?: string } = {}): string {
	const { journal, steps } = plan(dialects[dialect], checkedTableName(options.table));
	const statements = [journal, ...steps.flatMap((step) => step.statements)];
	return statements.map((statement) => `${statement.sql};\n`).join("");
}

function plan(dialect: SqlDialect, table: string) {
	const db = createCompiler<{ journal: { name: string } }>(dialect);
	const journal = `${table}_migrations` as "journal";
	const statement = (query: Compilable): Statement => prepare(() => query)({});
	return {
		journal: statement(
			db.schema
				.createTable(journal)
				.ifNotExists()
				.addColumn("name", dialect.types.key, (column) => column.primaryKey().notNull()),
		),
		applied: statement(db.selectFrom(journal).select("name")),
		steps: migrations.map(({ name, build }) => ({
			name,
			statements: [
				...build(db as Kysely<unknown>, table, dialect.types),
				db
					.insertInto(journal)
					.values({ name: sql.lit(name) })
					.onConflict((conflict) => conflict.column("name").doNothing()),
			].map(statement),
		})),
	};
}
