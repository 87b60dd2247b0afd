/** Writing what may be there already, as each family of databases has it. */

import { type Kysely, MysqlAdapter, sql } from "kysely";
import type { Row, Tables } from "./table.ts";

/** Writes rows whose ids may be taken. */
export interface Upsert {
	/** Writes the row unless there is one that is live at that time. `true` if it was written. */
	unlessLive(row: Row, now: number): Promise<boolean>;
	/** Writes the row, or has the one that is there stay for the longer of both times. */
	orExtend(row: Row): Promise<void>;
}

export function isMysql(db: Pick<Kysely<Tables>, "getExecutor">): boolean {
	return db.getExecutor().adapter instanceof MysqlAdapter;
}

export function upsertOf(db: Kysely<Tables>, table: "entries"): Upsert {
	return isMysql(db) ? mysqlUpsert(db, table) : onConflictUpsert(db, table);
}

/** PostgreSQL, SQLite. */
function onConflictUpsert(db: Kysely<Tables>, table: "entries"): Upsert {
	const expiresAt = sql.ref<number>(`${table}.expires_at`);
	return {
		async unlessLive(row, now) {
			const { value, expires_at } = row;
			const { numInsertedOrUpdatedRows } = await db
				.insertInto(table)
				.values(row)
				.onConflict((conflict) => conflict.column("id").doUpdateSet({ value, expires_at }).where(expiresAt, "<=", now))
				.executeTakeFirst();
			return numInsertedOrUpdatedRows === 1n;
		},

		async orExtend(row) {
			const { expires_at } = row;
			await db
				.insertInto(table)
				.values(row)
				.onConflict((conflict) => conflict.column("id").doUpdateSet({ expires_at }).where(expiresAt, "<", expires_at))
				.execute();
		},
	};
}

/** MySQL, MariaDB. */
function mysqlUpsert(db: Kysely<Tables>, table: "entries"): Upsert {
	return {
		/**
		 * In two statements, since what one of them reports of a row that is there depends on how the connection was made. A
		 * row that comes in between is live, or was.
		 */
		async unlessLive(row, now) {
			const { id, value, expires_at } = row;
			const { numUpdatedRows } = await db
				.updateTable(table)
				.set({ value, expires_at })
				.where("id", "=", id)
				.where("expires_at", "<=", now)
				.executeTakeFirst();
			if (numUpdatedRows === 1n) return true;
			const { numInsertedOrUpdatedRows } = await db.insertInto(table).ignore().values(row).executeTakeFirst();
			return numInsertedOrUpdatedRows === 1n;
		},

		async orExtend(row) {
			await db
				.insertInto(table)
				.values(row)
				.onDuplicateKeyUpdate({ expires_at: sql`greatest(expires_at, ${row.expires_at})` })
				.execute();
		},
	};
}
