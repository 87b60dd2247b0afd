/** The trail's tables, built step by step. A step that was released never changes: what comes later is a further step. */

import { type Kysely, MysqlAdapter, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { TrailTables } from "./sql-trail.ts";
import { headName, type Tables } from "./tables.ts";

/**
 * Brings the trail's tables up to date, creating them if need be. Safe to call at every start, and by several processes at
 * once.
 */
export async function migrate({ db, table }: TrailTables): Promise<void> {
	const migrator = new Migrator({
		db,
		provider: { getMigrations: async () => ({ "0001_audit": firstStep(table) }) },
		migrationTableName: `${table}_migrations`,
		migrationLockTableName: `${table}_migrations_lock`,
	});
	const { error } = await migrator.migrateToLatest();
	if (error !== undefined) throw error;
}

function firstStep(table: string): Migration {
	return {
		async up(db) {
			const { key, text } = types(db);
			await db.schema
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
				.execute();
			for (const column of ["user_key", "session_id", "type", "at"]) {
				await db.schema.createIndex(`${table}_by_${column}`).on(table).columns([column, "position"]).execute();
			}
			await db.schema
				.createTable(`${table}_head`)
				.addColumn("name", key, (column) => column.primaryKey().notNull())
				.addColumn("position", "bigint", (column) => column.notNull())
				.addColumn("hash", key, (column) => column.notNull())
				.execute();
			await (db as Kysely<Tables>)
				.insertInto(`${table}_head` as "head")
				.values({ name: headName, position: 0, hash: "" })
				.execute();
		},
	};
}

/** Keys are ASCII, compared byte by byte; text may be long, and is JSON, so no database minds what is in it. */
function types(db: Kysely<unknown>) {
	if (!(db.getExecutor().adapter instanceof MysqlAdapter)) return { key: "text", text: "text" } as const;
	return {
		key: sql`varchar(200) character set ascii collate ascii_bin`,
		text: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
	};
}
