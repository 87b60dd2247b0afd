/** Every statement of a ledger in SQL, explained by every database: each finds its rows by an index. */

import { startMariaDb, startPostgres } from "@sojourn/service-harness";
import Database from "better-sqlite3";
import {
	CompiledQuery,
	type Dialect,
	Kysely,
	type LogEvent,
	MysqlDialect,
	PostgresDialect,
	SqliteDialect,
} from "kysely";
import { createPool } from "mysql2";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshTable } from "../../audit/test/databases.ts";
import { migrate, type SqlLedger, sqlLedger } from "../src/ledger/sql/index.ts";

type Index = "id" | "set" | "expiry";

interface Explained {
	readonly dialect: () => Promise<Dialect>;
	readonly explain: string;
	readonly analyze: (table: string) => string;
	/** What a plan says that finds rows by an index of the table. */
	readonly uses: (index: Index, table: string) => RegExp;
	/** What a plan says that looks at all rows, or sorts them. */
	readonly never: RegExp;
}

const servers: Readonly<Record<string, Explained>> = {
	PostgreSQL: {
		dialect: async () =>
			new PostgresDialect({ pool: new Pool({ connectionString: (await startPostgres()).url, max: 1 }) }),
		explain: "explain",
		analyze: (table) => `analyze ${table}`,
		uses: (index, table) =>
			RegExp(`(Index Scan using|Bitmap Index Scan on) ${table}_${index === "id" ? "pkey" : `by_${index}`}`),
		never: /Seq Scan|Sort/,
	},
	MariaDB: {
		dialect: async () =>
			new MysqlDialect({ pool: createPool({ uri: (await startMariaDb()).url, connectionLimit: 1 }) }),
		explain: "explain",
		analyze: (table) => `analyze table ${table}`,
		uses: (index, table) =>
			RegExp(`"type":"(const|ref|range)".*"key":"${index === "id" ? "PRIMARY" : `${table}_by_${index}`}"`),
		never: /"type":"(ALL|index)"|filesort|temporary/,
	},
	SQLite: {
		dialect: async () => new SqliteDialect({ database: new Database(":memory:") }),
		explain: "explain query plan",
		analyze: () => "analyze",
		uses: (index, table) =>
			RegExp(`SEARCH ${table} USING INDEX ${index === "id" ? `sqlite_autoindex_${table}_1` : `${table}_by_${index}`}`),
		never: /SCAN|TEMP B-TREE/,
	},
};

/** By which indexes each statement of each call may find its rows. */
const calls: Readonly<Record<string, { call(ledger: SqlLedger): Promise<unknown>; indexes: readonly Index[][] }>> = {
	get: { call: (ledger) => ledger.get("key500"), indexes: [["id"]] },
	"put over": { call: (ledger) => ledger.put("key500", "new", "old", 1_000), indexes: [["id"]] },
	remove: { call: (ledger) => ledger.remove("key500", "old"), indexes: [["id"]] },
	drop: { call: (ledger) => ledger.drop("set501", "member501"), indexes: [["id"]] },
	members: { call: (ledger) => ledger.members("set501"), indexes: [["set"]] },
	sweep: { call: (ledger) => ledger.sweep({ limit: 100 }), indexes: [["expiry"], ["id", "expiry"]] },
};

const now = 1_800_000_000_000;

/** Rows such as a busy application has: sets of a few members, most of them live. */
const rows = Array.from({ length: 20_000 }, (_, index) => {
	const set = index % 2 === 0 ? null : `set${index % 4_000}`;
	const expires_at = now + (index % 1_000) * 10_000 - 200_000;
	return {
		id: set === null ? `key${index}` : `${set} member${index}`,
		set_key: set,
		value: '="value"',
		expires_at,
		writes: 0,
	};
});

describe.each(Object.entries(servers))("%s", (_name, { dialect, explain, analyze, uses, never }) => {
	const table = freshTable();
	const queries: CompiledQuery[] = [];
	let db: Kysely<unknown>;
	let ledger: SqlLedger;
	beforeAll(async () => {
		const log = (event: LogEvent) => void queries.push(event.query);
		db = new Kysely({ dialect: await dialect(), log });
		ledger = sqlLedger(db, { table, now: () => now });
		await migrate(ledger);
		for (let from = 0; from < rows.length; from += 1_000) {
			await ledger.db
				.insertInto(table)
				.values(rows.slice(from, from + 1_000))
				.execute();
		}
		await db.executeQuery(CompiledQuery.raw(analyze(table)));
	}, 60_000);
	afterAll(() => db.destroy());

	test.each(Object.entries(calls))("%s", async (_call, { call, indexes }) => {
		queries.length = 0;
		await call(ledger);
		const made = queries.splice(0);
		expect(made).toHaveLength(indexes.length);
		for (const [turn, { sql, parameters }] of made.entries()) {
			const { rows } = await db.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]));
			const plan = JSON.stringify(rows);
			expect(plan).not.toMatch(never);
			expect(indexes[turn]?.filter((index) => uses(index, table).test(plan))).toHaveLength(1);
		}
	});
});
