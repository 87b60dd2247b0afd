import { SqliteAdapter, SqliteQueryCompiler } from "kysely";
import type { SqlDialect } from "../database.ts";

export const sqliteDialect: SqlDialect = {
	createAdapter: () => new SqliteAdapter(),
	createQueryCompiler: () => new SqliteQueryCompiler(),
	types: { id: "text", user: "text", time: "integer", text: "text" },
	onConflict: true,
	createIndex: true,
	skipLocked: false,
};
