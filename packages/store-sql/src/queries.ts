/** All of the store's queries, compiled once. Each finds its rows by an index of migrations.ts. */

import type { SessionEnd } from "@sojourn/core";
import type { Compilable, Expression, ExpressionBuilder, Kysely } from "kysely";
import { createCompiler } from "./compiler.ts";
import type { SqlDialect } from "./database.ts";
import { prepare, prepareList } from "./prepared.ts";
import { type ChangingColumns, columns, type SessionRow } from "./row.ts";
import type { TableName } from "./table-name.ts";

/** How many sessions a sweep ends or forgets at most: until they are committed, requests for them wait. */
export const sweepStep = 500;

interface Tables {
	sessions: SessionRow;
}

type Builder = ExpressionBuilder<Tables, "sessions">;

/** A place in a user's list, and how many rows are wanted from there. */
interface ListValues {
	readonly userId: string;
	readonly now: number;
	readonly createdAt: number;
	readonly id: string;
	readonly limit: number;
}

export type Queries = ReturnType<typeof createQueries>;

export function createQueries(dialect: SqlDialect, name: TableName) {
	const db = createCompiler<Tables>(dialect, name.schema);
	// The name is free; Kysely takes the columns' types from it.
	const table = name.table as "sessions";
	const liveOf = (userId: string, now: number) =>
		db.selectFrom(table).where("user_id", "=", userId).where("ended_at", "is", null).where("due_at", ">", now);

	return {
		/** Waits until no other transaction holds the user's lock. There is none where transactions wait for each other anyway. */
		lockUser:
			dialect.lockUser &&
			prepare<{ userId: string }>(
				(value) => dialect.lockUser?.(db as Kysely<unknown>, table, value("userId")) as Compilable,
			),

		read: prepare<{ id: string }>((value) => db.selectFrom(table).select(columns).where("id", "=", value("id"))),

		insert: prepare<SessionRow>((value) => {
			const insert = db.insertInto(table).values({
				...changing(value),
				id: value("id"),
				user_id: value("user_id"),
				created_at: value("created_at"),
				ended_at: value("ended_at"),
				end_state: value("end_state"),
				end_reason: value("end_reason"),
				due_at: value("due_at"),
			});
			return dialect.onConflict ? insert.onConflict((conflict) => conflict.column("id").doNothing()) : insert;
		}),

		update: prepare<ChangingColumns & { id: string; expectedVersion: number }>(
			(value) =>
				db
					.updateTable(table)
					.set((builder) => {
						const lastSeenAt = later(builder, builder.ref("last_seen_at"), builder.val(value("last_seen_at")));
						// Before the columns it is computed from: MySQL assigns from left to right.
						const due_at = sooner(
							builder,
							builder(lastSeenAt, "+", value("idle_timeout")),
							builder.val(value("expires_at")),
						);
						return { due_at, ...changing(value), last_seen_at: lastSeenAt };
					})
					.where("id", "=", value("id"))
					.where("version", "=", value("expectedVersion"))
					.where("ended_at", "is", null),
			dialect.announced,
		),

		touch: prepare<{ id: string; lastSeenAt: number }>((value) =>
			db
				.updateTable(table)
				.set((builder) => ({
					due_at: sooner(
						builder,
						builder(builder.ref("idle_timeout"), "+", value("lastSeenAt")),
						builder.ref("expires_at"),
					),
					last_seen_at: value("lastSeenAt"),
				}))
				.where("id", "=", value("id"))
				.where("ended_at", "is", null)
				.where("last_seen_at", "<", value("lastSeenAt")),
		),

		end: prepare<{ id: string } & SessionEnd>(
			(value) =>
				db
					.updateTable(table)
					.set((builder) =>
						tombstone(builder, {
							at: builder.val(value("at")),
							state: builder.val(value("state")),
							reason: builder.val(value("reason")),
						}),
					)
					.where("id", "=", value("id"))
					.where("ended_at", "is", null),
			dialect.announced,
		),

		/** Ends each as core's `expiry` says. */
		expire: prepareList(
			sweepStep,
			(ids) =>
				db
					.updateTable(table)
					.set((builder) =>
						tombstone(builder, {
							at: builder.ref("due_at"),
							state: builder.val("expired"),
							reason: expiryReason(builder),
						}),
					)
					.where("id", "in", ids)
					.where("ended_at", "is", null),
			dialect.announced,
		),

		forget: prepare<{ id: string }>((value) => db.deleteFrom(table).where("id", "=", value("id"))),

		forgetEach: prepareList(sweepStep, (ids) => db.deleteFrom(table).where("id", "in", ids)),

		list: prepare<ListValues>((value) =>
			liveOf(value("userId"), value("now"))
				.select(columns)
				.where(({ eb, refTuple, tuple }) =>
					eb(refTuple("created_at", "id"), "<", tuple(value("createdAt"), value("id"))),
				)
				.orderBy("created_at", "desc")
				.orderBy("id", "desc")
				.limit(value("limit")),
		),

		/** The ids alone, oldest first. */
		liveIds: prepare<{ userId: string; now: number }>((value) =>
			liveOf(value("userId"), value("now")).select("id").orderBy("created_at").orderBy("id"),
		),

		count: prepare<{ userId: string; now: number }>((value) =>
			liveOf(value("userId"), value("now")).select((builder) => builder.fn.countAll().as("count")),
		),

		scan: prepare<{ after: string; limit: number }>((value) =>
			db.selectFrom(table).select(columns).where("id", ">", value("after")).orderBy("id").limit(value("limit")),
		),

		/** What a sweep has to do something about, but for what others are at already. */
		due: prepare<{ now: number; limit: number }>((value) => {
			const due = db
				.selectFrom(table)
				.select(["id", "user_id", "ended_at", "due_at", "tombstone_ttl"])
				.select((builder) => expiryReason(builder).as("expiry_reason"))
				.where("due_at", "<=", value("now"))
				.orderBy("due_at")
				.limit(value("limit"));
			return dialect.skipLocked ? due.forUpdate().skipLocked() : due;
		}),
	};
}

function changing(value: <Name extends keyof ChangingColumns>(name: Name) => ChangingColumns[Name]): ChangingColumns {
	return {
		version: value("version"),
		secret_hash: value("secret_hash"),
		previous: value("previous"),
		rotated_at: value("rotated_at"),
		last_seen_at: value("last_seen_at"),
		idle_timeout: value("idle_timeout"),
		expires_at: value("expires_at"),
		tombstone_ttl: value("tombstone_ttl"),
		auth: value("auth"),
		device: value("device"),
		data: value("data"),
	};
}

/** What core's `tombstone` leaves. */
function tombstone(
	builder: Builder,
	{ at, state, reason }: { readonly [Key in keyof SessionEnd]: Expression<SessionEnd[Key]> },
) {
	return {
		version: builder("version", "+", 1),
		auth: null,
		device: null,
		data: "",
		ended_at: at,
		end_state: state,
		end_reason: reason,
		// After the columns that are computed from it: MySQL assigns from left to right.
		due_at: builder(builder.ref("tombstone_ttl"), "+", at),
	};
}

/** The reason that core's `expiry` gives. While a session is alive, it is due at its deadline. */
function expiryReason(builder: Builder) {
	return builder.case().when("due_at", "=", builder.ref("expires_at")).then("absolute").else("idle").end();
}

// Case, because `greatest` and `least` have another name in each database.

function later(builder: Builder, a: Expression<number>, b: Expression<number>) {
	return builder.case().when(a, ">", b).then(a).else(b).end();
}

function sooner(builder: Builder, a: Expression<number>, b: Expression<number>) {
	return builder.case().when(a, "<", b).then(a).else(b).end();
}
