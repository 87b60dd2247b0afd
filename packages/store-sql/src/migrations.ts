/**
 * The table and what it is searched by, built step by step. A step that was released never changes: what comes later is a
 * further step, that the versions before it can live with.
 */

import { type Compilable, type CreateTableBuilder, type Kysely, sql } from "kysely";
import { createCompiler } from "./compiler.ts";
import { ask, type SqlDialect } from "./database.ts";
import { mysqlDialect } from "./mysql/dialect.ts";
import { postgresDialect } from "./postgres/dialect.ts";
import { prepare, type Statement } from "./prepared.ts";
import type { SqlStore } from "./sql-store.ts";
import { sqliteDialect } from "./sqlite/dialect.ts";
import { checkedTableName, type TableName } from "./table-name.ts";

interface Migration {
	readonly name: string;
	build(db: Kysely<unknown>, table: string, dialect: SqlDialect): readonly Compilable[];
}

const migrations: readonly Migration[] = [
	{
		name: "0001 sessions",
		build: (db, table, dialect) => {
			const { id, user, time, text } = dialect.types;
			const sessions = db.schema
				.createTable(table)
				.ifNotExists()
				.addColumn("id", id, (column) => column.primaryKey().notNull())
				.addColumn("version", "integer", (column) => column.notNull())
				.addColumn("user_id", user)
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
				.addColumn("due_at", time, (column) => column.notNull());
			return [
				...indexed(db, table, dialect, sessions, {
					by_user: ["user_id", "ended_at", "created_at", "id"],
					by_due: ["due_at"],
				}),
				...(dialect.lockTable?.(db, table) ?? []),
			];
		},
	},
];

/** Creates a table with its indexes, in as many statements as the dialect takes. */
function indexed<Column extends string>(
	db: Kysely<unknown>,
	table: string,
	dialect: SqlDialect,
	create: CreateTableBuilder<string, Column>,
	indexes: Readonly<Record<string, readonly Column[]>>,
): readonly Compilable[] {
	const all = Object.entries(indexes).map(([name, columns]) => ({
		name: `${table}_${name}`,
		columns: columns.map((column) => sql.ref<unknown>(column)),
	}));
	if (!dialect.createIndex)
		return [all.reduce((builder, { name, columns }) => builder.addIndex(name, columns), create)];
	const separate = all.map(({ name, columns }) =>
		db.schema.createIndex(name).ifNotExists().on(table).expression(sql.join(columns)),
	);
	return [create, ...separate];
}

/** The dialects that {@link migrationSql} knows. */
const dialects = { sqlite: sqliteDialect, postgres: postgresDialect, mysql: mysqlDialect };

/**
 * Brings the store's table up to date, creating it if need be. Safe to call at every start, and by several processes at
 * once.
 *
 * @returns the names of the steps that were still to be done.
 */
export async function migrate(store: Pick<SqlStore, "table" | "schema" | "database">): Promise<readonly string[]> {
	const { journal, applied, steps, lock } = plan(store.database.dialect, store);
	return store.database.migration(function* () {
		yield [journal];
		const { rows } = yield* ask(applied);
		const done = new Set((rows as { name: string }[]).map((row) => row.name));
		const due = steps.filter(({ name }) => !done.has(name));
		for (const { statements } of due) for (const statement of statements) yield [statement];
		return due.map(({ name }) => name);
	}, lock);
}

/**
 * The same as SQL, for those who run their migrations themselves. It can be run again, and {@link migrate} sees that it
 * has been. `"mysql"` is for MariaDB as well, `"postgres"` for PGlite.
 *
 * @throws ConfigurationError when the name of the table or the schema won't do.
 */
export function migrationSql(
	dialect: keyof typeof dialects,
	options: { readonly table?: string; readonly schema?: string } = {},
): string {
	const { journal, steps } = plan(dialects[dialect], checkedTableName(options));
	const statements = [journal, ...steps.flatMap((step) => step.statements)];
	return statements.map((statement) => `${statement.sql};\n`).join("");
}

function plan(dialect: SqlDialect, { table, schema }: TableName) {
	const db = createCompiler<{ journal: { name: string } }>(dialect, schema);
	const journal = `${table}_migrations` as "journal";
	const statement = (query: Compilable): Statement => prepare(() => query)({});
	return {
		lock: journal,
		journal: statement(
			db.schema
				.createTable(journal)
				.ifNotExists()
				.addColumn("name", dialect.types.id, (column) => column.primaryKey().notNull()),
		),
		applied: statement(db.selectFrom(journal).select("name")),
		steps: migrations.map(({ name, build }) => {
			const insert = db.insertInto(journal).values({ name: sql.lit(name) });
			const done = dialect.onConflict
				? insert.onConflict((conflict) => conflict.column("name").doNothing())
				: insert.ignore();
			return { name, statements: [...build(db as Kysely<unknown>, table, dialect), done].map(statement) };
		}),
	};
}
