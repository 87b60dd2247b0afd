/** What the store needs of a database, which is all that differs from one to the next: a small folder each. */

import type { Compilable, DialectAdapter, Kysely, QueryCompiler, RawBuilder } from "kysely";
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
	/** Runs one statement by itself. An insert that meets its own key changes nothing, and is no error. */
	run(statement: Statement): Promise<Outcome>;
	/**
	 * Runs a plan in one transaction: nothing stays if it throws. Each statement sees what others have committed before it.
	 * A plan that got into the way of another's is run again, so it mustn't do anything but yield.
	 */
	transaction<Result>(plan: () => Plan<Result>): Promise<Result>;
	/**
	 * The same, but one at a time of those that have the same name: gives `null` at once, with nothing done, while another
	 * one is under way. Where a transaction is over in one go, it waits for its turn instead.
	 */
	tryTransaction<Result>(plan: () => Plan<Result>, name: string): Promise<Result | null>;
	/** Runs a plan that changes the schema: one at a time of those that have the same name. */
	migration<Result>(plan: () => Plan<Result>, name: string): Promise<Result>;
}

/** A type of column, as Kysely takes it. */
type ColumnType = "text" | "integer" | "bigint" | RawBuilder<unknown>;

/** How a database's SQL is written. */
export interface SqlDialect {
	createAdapter(): DialectAdapter;
	createQueryCompiler(): QueryCompiler;
	/** The types of columns. */
	readonly types: {
		/** For ids of up to 255 bytes, compared byte by byte and sorted in any one order. */
		readonly id: ColumnType;
		/** The same for users: what core lets through is at most 1,533 bytes as text.ts writes it. */
		readonly user: ColumnType;
		/** For milliseconds since the epoch. */
		readonly time: ColumnType;
		/** For text of any length. */
		readonly text: ColumnType;
	};
	/** Knows `on conflict do nothing`. Where it doesn't, {@link SqlDatabase.run} takes a duplicate key for no change. */
	readonly onConflict: boolean;
	/** Knows `create index if not exists`. Where it doesn't, indexes are part of `create table`. */
	readonly createIndex: boolean;
	/** Knows `for update skip locked`. */
	readonly skipLocked: boolean;
	/** Locks a user until the transaction ends. Left out where there is one writer at a time anyway. */
	lockUser?(db: Kysely<unknown>, table: string, userId: string): Compilable;
	/** What {@link lockUser} needs beside the table of sessions. */
	lockTable?(db: Kysely<unknown>, table: string): readonly Compilable[];
	/** Makes an update of sessions tell their ids to all who listen, once it is committed. */
	announced?(update: string): string;
}
