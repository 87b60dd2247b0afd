/** The ledger's table, built step by step. A step that was released never changes: what comes later is a further step. */

import { type CompiledQuery, type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import type { LedgerTable, Tables } from "./table.ts";
import { isMysql } from "./upsert.ts";

/** One statement each: MySQL commits each by itself, so a step that is broken off in the middle could not be run again. */
const steps: Readonly<Record<string, (db: Kysely<Tables>, table: string) => CompiledQuery>> = {
	"0001_entries": (db, table) => {
		const { id, key, text } = types(db);
		return db.schema
			.createTable(table)
			.addColumn("id", id, (column) => column.primaryKey().notNull())
			.addColumn("set_key", key)
			.addColumn("value", text, (column) => column.notNull())
			.addColumn("expires_at", "bigint", (column) => column.notNull())
			.addColumn("writes", "bigint", (column) => column.notNull())
			.compile();
	},
	"0002_by_set": (db, table) =>
		db.schema.createIndex(`${table}_by_set`).on(table).columns(["set_key", "expires_at"]).compile(),
	"0003_by_expiry": (db, table) => db.schema.createIndex(`${table}_by_expiry`).on(table).column("expires_at").compile(),
};

/**
 * Brings the ledger's table up to date, creating it if need be. Safe to call at every start, and by several processes at
 * once.
 */
export async function migrate({ db, table }: LedgerTable): Promise<void> {
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

/** Keys are ASCII, compared byte by byte; values may be long, and are JSON, so no database minds what is in them. */
function types(db: Kysely<Tables>) {
	if (!isMysql(db)) return { id: "text", key: "text", text: "text" } as const;
	return {
		id: sql`varchar(401) character set ascii collate ascii_bin`,
		key: sql`varchar(200) character set ascii collate ascii_bin`,
		text: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
	};
}
