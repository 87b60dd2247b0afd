/** What the store needs of a database, which is all that differs from one to the next: one small file each. */

import type { DialectAdapter, QueryCompiler } from "kysely";
import type { Statement } from "./prepared.ts";

/** What came of a statement. */
export interface Outcome {
	readonly rows: readonly unknown[];
	/** How many rows it inserted, changed or deleted. */
	readonly changes: number;
}

/**
 * Steps that belong together. Each `yield` runs statements that don't depend on one another, and gives what came of each.
 *
 * A generator, because a database in the process answers at once: its driver runs a plan without a pause, so that nobody
 * who shares the connection gets into the transaction. A driver for the network pauses at each step.
 */
export type Plan<Result> = Generator<readonly Statement[], Result, readonly Outcome[]>;

/** A step of one statement. */
export function* ask(statement: Statement): Plan<Outcome> {
	const [outcome] = yield [statement];
	return outcome as Outcome;
}

/** A database that sessions are kept in. */
export interface SqlDatabase {
	readonly dialect: SqlDialect;
	/** Runs one statement by itself. */
	run(statement: Statement): Promise<Outcome>;
	/** Runs a plan in one transaction: no other writer comes in between, and nothing stays if it throws. */
	transaction<Result>(plan: () => Plan<Result>): Promise<Result>;
}

/** How a database's SQL is written. */
export interface SqlDialect {
	createAdapter(): DialectAdapter;
	createQueryCompiler(): QueryCompiler;
	/** The types of columns. */
	readonly types: {
		/** For text that is searched by. Compared character by character, and sorted in any one order. */
		readonly key: "text";
		/** For milliseconds since the epoch. */
		readonly time: "integer" | "bigint";
		/** For text of any length. */
		readonly text: "text";
	};
}
