import { DummyDriver, Kysely } from "kysely";
import type { SqlDialect } from "./database.ts";

/** A Kysely that compiles queries and runs none: that is the database's, which prepares each of them once. */
export function createCompiler<Tables>(dialect: SqlDialect, schema?: string): Kysely<Tables> {
	const db = new Kysely<Tables>({
		dialect: {
			createAdapter: () => dialect.createAdapter(),
			createQueryCompiler: () => dialect.createQueryCompiler(),
			createDriver: () => new DummyDriver(),
			createIntrospector: () => {
				throw new Error("A compiler has no connection to look at a schema with.");
			},
		},
	});
	return schema === undefined ? db : db.withSchema(schema);
}
