/** Running statements and transactions on a pool of pg. */

import { createHash } from "node:crypto";
import { sql } from "kysely";
import { createCompiler } from "../compiler.ts";
import { ask, type Outcome, type Plan, type SqlDatabase, type SqlDialect } from "../database.ts";
import { missingTable } from "../missing-table.ts";
import { prepare, type Statement } from "../prepared.ts";
import { follow, retrying } from "../transaction.ts";
import type { PostgresClient, PostgresPool, PostgresQuery } from "./client.ts";
import { connect } from "./connect.ts";
import { advisoryLock, advisoryTryLock } from "./dialect.ts";

const undefinedTable = "42P01";
/** serialization_failure, deadlock_detected */
const conflicts = ["40001", "40P01"];

/** Each statement sees what was committed before it: what comes after a lock sees what the one who held it did. */
const begin = { text: "begin isolation level read committed" };
const commit = { text: "commit" };
const rollback = { text: "rollback" };

export function postgresDatabase(pool: PostgresPool, dialect: SqlDialect): SqlDatabase {
	const names = new Map<string, string>();
	const db = createCompiler<unknown>(dialect);
	const lock = prepare<{ name: string }>((value) => advisoryLock(db, sql`${value("name")}::text`));
	const tryLock = prepare<{ name: string }>((value) =>
		advisoryTryLock(db, sql`concat_ws(' ', current_schema(), ${value("name")}::text)`),
	);

	async function execute(client: Pick<PostgresPool, "query">, { sql, values }: Statement): Promise<Outcome> {
		let name = names.get(sql);
		if (name === undefined) {
			name = nameOf(sql);
			names.set(sql, name);
		}
		const query: PostgresQuery = { name, text: sql, values: [...values] };
		try {
			const { rows, rowCount } = await client.query(query);
			return { rows, changes: rowCount ?? 0 };
		} catch (error) {
			throw codeOf(error) === undefinedTable ? missingTable(error) : error;
		}
	}

	function transaction<Result>(plan: () => Plan<Result>): Promise<Result> {
		return retrying(
			() =>
				withClient(pool, async (client) => {
					await client.query(begin);
					const result = await follow(plan(), (statement) => execute(client, statement));
					await client.query(commit);
					return result;
				}),
			isConflict,
		);
	}

	return {
		dialect,
		run: (statement) => retrying(() => execute(pool, statement), isConflict),
		transaction,
		tryTransaction: (plan, name) =>
			transaction(function* () {
				const { rows } = yield* ask(tryLock({ name }));
				return (rows[0] as { held: boolean }).held ? yield* plan() : null;
			}),
		migration: (plan, name) =>
			transaction(function* () {
				yield* ask(lock({ name }));
				return yield* plan();
			}),
	};
}

/** Statements are prepared under a name that is theirs alone, on whatever connection of whatever pool. */
function nameOf(sql: string): string {
	return `sojourn_${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
}

/** Works with a connection and gives it back, after an error rolled back, or closed if that fails. */
async function withClient<Result>(
	pool: PostgresPool,
	work: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
	const ignore = () => {}; // what goes wrong is told to the query that is under way
	const client = await connect(pool, ignore);
	let broken = false;
	try {
		return await work(client);
	} catch (error) {
		await client.query(rollback).catch(() => {
			broken = true;
		});
		throw error;
	} finally {
		client.off("error", ignore);
		client.release(broken);
	}
}

function isConflict(error: unknown): boolean {
	return conflicts.includes(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
	return (error as { code?: string }).code;
}
