import { DummyDriver, Kysely } from "kysely";
import type { SqlDialect } from "./database.ts";

/** A Kysely that compiles queries and runs none: that is the database's, which prepares each of them once. */
export function createCompiler<Tables>(dialect: SqlDialect): Kysely<Tables> {
	return new Kysely<Tables>({
		dialect: {
			createAdapter: () => dialect.createAdapter(),
			createQueryCompiler: () => dialect.createQueryCompiler(),
			createDriver: () => new DummyDriver(),
			createIntrospector: () => {
				throw new Error("A compiler has no connection to look at a schema with.");
			},
		},
	});
}
