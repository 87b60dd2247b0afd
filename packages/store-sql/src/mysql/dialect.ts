/** The SQL that MySQL and MariaDB both understand. */

import { MysqlAdapter, MysqlQueryCompiler, sql } from "kysely";
import type { SqlDialect } from "../database.ts";

/** How many locks the users share: those of two that meet in one wait for each other. */
const slots = 256;

const locksOf = (table: string) => `${table}_locks` as "locks";

export const mysqlDialect: SqlDialect = {
	createAdapter: () => new MysqlAdapter(),
	createQueryCompiler: () => new MysqlQueryCompiler(),
	types: {
		// Not text: all collations that both know ignore spaces at the end.
		id: sql`varbinary(255)`,
		user: sql`varbinary(1536)`,
		time: "bigint",
		text: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
	},
	onConflict: false,
	createIndex: false,
	skipLocked: true,

	/** A row to be locked, since there is none yet when a user's first two sessions race. */
	lockUser: (db, table, userId) =>
		db
			.withTables<{ locks: { slot: number } }>()
			.selectFrom(locksOf(table))
			.select("slot")
			.where("slot", "=", sql<number>`crc32(${userId}) % ${sql.lit(slots)}`)
			.forUpdate(),

	lockTable: (db, table) => [
		db.schema
			.createTable(locksOf(table))
			.ifNotExists()
			.addColumn("slot", "integer", (column) => column.primaryKey().notNull()),
		db
			.withTables<{ locks: { slot: number } }>()
			.insertInto(locksOf(table))
			.ignore()
			.values(Array.from({ length: slots }, (_, slot) => ({ slot: sql.lit(slot) }))),
	],
};
