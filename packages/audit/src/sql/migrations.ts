/** The trail's tables, built step by step. A step that was released never changes: what comes later is a further step. */

import { type CompiledQuery, type Kysely, MysqlAdapter, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { TrailTables } from "./sql-trail.ts";
import { tableNames } from "./table-names.ts";
import { headName, type Tables } from "./tables.ts";

/** One statement each: MySQL commits each by itself, so a step that is broken off in the middle could not be run again. */
const steps: Readonly<Record<string, (db: Kysely<Tables>, table: string) => CompiledQuery>> = {
	"0001_entries": (db, table) => {
		const { key, text } = types(db);
		return db.schema
			.createTable(table)
			.addColumn("position", "bigint", (column) => column.primaryKey().notNull())
			.addColumn("id", key, (column) => column.notNull().unique())
			.addColumn("v", "integer", (column) => column.notNull())
			.addColumn("at", "bigint", (column) => column.notNull())
			.addColumn("type", key, (column) => column.notNull())
			.addColumn("session_id", key)
			.addColumn("user_key", key)
			.addColumn("personal", text)
			.addColumn("details", text, (column) => column.notNull())
			.addColumn("commitment", key, (column) => column.notNull())
			.addColumn("hash", key, (column) => column.notNull())
			.compile();
	},
	"0002_by_user": (db, table) => index(db, table, "user_key"),
	"0003_by_session": (db, table) => index(db, table, "session_id"),
	"0004_by_type": (db, table) => index(db, table, "type"),
	"0005_by_time": (db, table) => index(db, table, "at"),
	"0006_head": (db, table) => {
		const { key } = types(db);
		return db.schema
			.createTable(tableNames(table).head)
			.addColumn("name", key, (column) => column.primaryKey().notNull())
			.addColumn("position", "bigint", (column) => column.notNull())
			.addColumn("hash", key, (column) => column.notNull())
			.compile();
	},
	"0007_beginning": (db, table) =>
		db.insertInto(tableNames(table).head).values({ name: headName, position: 0, hash: "" }).compile(),
};

/**
 * Brings the trail's tables up to date, creating them if need be. Safe to call at every start, and by several processes at
 * once.
 */
export async function migrate({ db, table }: TrailTables): Promise<void> {
	const migrations = Object.entries(steps).map(([name, step]) => {
		const up = async (db: Kysely<Tables>) => void (await db.executeQuery(step(db, table)));
		return [name, { up }] as const;
	});
	const migrator = new Migrator({
		db,
		provider: { getMigrations: async () => Object.fromEntries(migrations) },
		migrationTableName: `${table}_migrations`,
		migrationLockTableName: `${table}_migrations_lock`,
	});
	const { error } = await migrator.migrateToLatest();
	if (error !== undefined) throw error;
}

function index(db: Kysely<Tables>, table: string, column: string): CompiledQuery {
	return db.schema.createIndex(`${table}_by_${column}`).on(table).columns([column, "position"]).compile();
}

/** Keys are ASCII, compared byte by byte; text may be long, and is JSON, so no database minds what is in it. */
function types(db: Kysely<Tables>) {
	if (!(db.getExecutor().adapter instanceof MysqlAdapter)) return { key: "text", text: "text" } as const;
	return {
		key: sql`varchar(200) character set ascii collate ascii_bin`,
		text: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
	};
}
