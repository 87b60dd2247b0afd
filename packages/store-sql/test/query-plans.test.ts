/** Every query of the store, explained by every database: none looks at more rows than it has to. */

import { PGlite } from "@electric-sql/pglite";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate, type SqlStore, sqliteStore } from "../src/index.ts";
import { mysqlStore } from "../src/mysql/mysql-store.ts";
import { pgliteStore } from "../src/postgres/pglite-store.ts";
import { postgresStore } from "../src/postgres/postgres-store.ts";
import type { Statement } from "../src/prepared.ts";
import { createQueries, type Queries, sweepStep } from "../src/queries.ts";
import { mysqlPool, postgresPool, sharedMariaDb, sharedPostgres } from "./combinations.ts";

type Name = keyof Queries;

/** The index by which each query finds its rows; `null` for those that look for none. */
const indexes: Readonly<Record<Name, "id" | "ids" | "user" | "due" | "slot" | null>> = {
	lockUser: "slot",
	read: "id",
	insert: null,
	update: "id",
	touch: "id",
	end: "id",
	expire: "ids",
	forget: "id",
	forgetEach: "ids",
	list: "user",
	liveIds: "user",
	count: "user",
	scan: "id",
	due: "due",
};

interface Explained {
	readonly store: SqlStore;
	run(sql: string): Promise<unknown>;
	/** Has a query explained, prepared and with these values. */
	explain(statement: Statement): Promise<string>;
	/** What the explanation says of an index, and what it never says. */
	readonly uses: Readonly<Record<"id" | "ids" | "user" | "due" | "slot", RegExp>>;
	readonly never: RegExp;
	close(): Promise<unknown>;
}

// A user has few sessions: to sort them, or to fetch them in the order of the disk, is the planner's to choose.
const postgres: Pick<Explained, "uses" | "never"> = {
	uses: {
		id: /Index Scan using sojourn_sessions_pkey on sojourn_sessions.*\n +Index Cond: \(\(?id /,
		ids: /(Index Scan using|Bitmap Index Scan on) sojourn_sessions_pkey.*\n +Index Cond: \(id = ANY /,
		user: /(Index Scan (Backward )?using|Bitmap Index Scan on) sojourn_sessions_by_user.*\n +Index Cond: \(\(user_id = .* AND \(ended_at IS NULL\)/,
		due: /^Limit.*\n +-> {2}LockRows.*\n +-> {2}Index Scan using sojourn_sessions_by_due.*\n +Index Cond: \(due_at <=/,
		slot: /^Result/,
	},
	never: /Seq Scan/,
};

/** A statement as text that prepares it and explains the plan that is kept for all values. */
function explanation({ sql, values }: Statement): string {
	const literals = values.map((value) => (typeof value === "string" ? `'${value}'` : `${value}`));
	const execution = literals.length === 0 ? "explained" : `explained(${literals.join(", ")})`;
	return `set plan_cache_mode = force_generic_plan; deallocate all; prepare explained as ${sql}; explain execute ${execution}`;
}

function planOf(results: readonly { readonly rows: readonly unknown[] }[]): string {
	return ((results.at(-1)?.rows ?? []) as { "QUERY PLAN": string }[]).map((row) => row["QUERY PLAN"]).join("\n");
}

const servers: Readonly<Record<string, () => Promise<Explained>>> = {
	async PostgreSQL() {
		const pool = postgresPool((await sharedPostgres()).url);
		return {
			...postgres,
			store: postgresStore(pool),
			run: (sql) => pool.query(sql),
			explain: async (statement) => planOf((await pool.query(explanation(statement))) as never),
			close: () => pool.end(),
		};
	},

	async "PostgreSQL with notifications"() {
		const pool = postgresPool((await sharedPostgres()).url);
		return {
			...postgres,
			store: postgresStore(pool, { notifications: pool }),
			run: (sql) => pool.query(sql),
			explain: async (statement) => planOf((await pool.query(explanation(statement))) as never),
			close: () => pool.end(),
		};
	},

	async PGlite() {
		const connection = await PGlite.create();
		return {
			...postgres,
			store: pgliteStore(connection),
			run: (sql) => connection.exec(sql),
			explain: async (statement) => planOf(await connection.exec(explanation(statement))),
			close: () => connection.close(),
		};
	},

	async MariaDB() {
		const pool = mysqlPool((await sharedMariaDb()).url);
		return {
			store: mysqlStore(pool),
			run: (sql) => pool.query(sql),
			async explain({ sql, values }) {
				const [rows] = await pool.execute(`explain ${sql}`, [...values]);
				return JSON.stringify(rows);
			},
			uses: {
				id: /"type":"(const|range)".*"key":"PRIMARY"/,
				ids: /"type":"range".*"key":"PRIMARY"/,
				user: /"type":"(ref|range)".*"key":"sojourn_sessions_by_user"/,
				due: /"type":"range".*"key":"sojourn_sessions_by_due"/,
				slot: /"type":"const".*"key":"PRIMARY"/,
			},
			never: /"type":"(ALL|index)"|filesort|temporary/,
			close: () => pool.end(),
		};
	},

	async SQLite() {
		const connection = new Database(":memory:");
		return {
			store: sqliteStore(connection),
			run: async (sql) => connection.exec(sql),
			async explain({ sql, values }) {
				const steps = connection.prepare(`explain query plan ${sql}`).all(...values) as { detail: string }[];
				return steps.map(({ detail }) => detail).join("\n");
			},
			uses: {
				id: /^SEARCH sojourn_sessions USING INDEX sqlite_autoindex_sojourn_sessions_1 \(id[=>]\?\)$/,
				ids: /^SEARCH sojourn_sessions USING INDEX sqlite_autoindex_sojourn_sessions_1 \(id=\?\)$/,
				user: /^SEARCH sojourn_sessions USING (COVERING )?INDEX sojourn_sessions_by_user \(user_id=\? AND ended_at=\?/,
				due: /^SEARCH sojourn_sessions USING INDEX sojourn_sessions_by_due \(due_at<\?\)$/,
				slot: /^$/,
			},
			never: /SCAN|TEMP B-TREE/,
			close: async () => connection.close(),
		};
	},
};

const users = 2_000;
const rows = 10_000;
const now = 1_800_000_000_000;

const idOf = (index: number) => `t${String(index * 7919).padStart(25, "0")}`;

/** Rows such as a busy application has: most are live, some are over. */
function seed(): string {
	const values = Array.from({ length: rows }, (_, index) => {
		const created = now - index * 1_000;
		const ended = index % 10 === 0;
		const due = now + (index % 1_000) * 10_000 - 100_000;
		return `('${idOf(index)}', 1, 'user ${index % users}', 'hash', ${created}, ${created}, ${created}, 1800000, ${now + 9e6}, 86400000, '{}', ${ended ? created : null}, ${due})`;
	});
	return `insert into sojourn_sessions (id, version, user_id, secret_hash, created_at, rotated_at, last_seen_at, idle_timeout, expires_at, tombstone_ttl, data, ended_at, due_at) values ${values.join(", ")}`;
}

/** Values that all queries take what they need of. */
const anything = new Proxy(
	{ id: `t${"0".repeat(25)}`, userId: "user 7", now, createdAt: now, after: "t1", limit: 26 } as Record<
		string,
		string | number
	>,
	{ get: (known, name: string) => known[name] ?? (/hash|data|state|reason|auth|device|previous/.test(name) ? "" : 1) },
);

/** As many as a sweep does at once, from all over the table. */
const ids = Array.from({ length: sweepStep }, (_, turn) => idOf(turn * Math.floor(rows / sweepStep)));

describe.each(Object.entries(servers))("%s", (name, open) => {
	let database: Explained;
	let queries: Queries;
	beforeAll(async () => {
		database = await open();
		await migrate(database.store);
		await database.run("delete from sojourn_sessions");
		await database.run(seed());
		await database.run(name === "MariaDB" ? "analyze table sojourn_sessions" : "analyze");
		queries = createQueries(database.store.database.dialect, database.store);
	}, 60_000);
	afterAll(() => database.close());

	test("all queries are looked at", () => {
		expect(Object.keys(queries).sort()).toEqual(Object.keys(indexes).sort());
	});

	test.each(Object.entries(indexes))("%s finds its rows by an index, in order", async (query, index) => {
		const prepared = queries[query as Name];
		if (prepared === undefined) return expect([name, query]).toEqual(["SQLite", "lockUser"]);
		const plan = await database.explain(prepared((index === "ids" ? ids : anything) as never));
		if (index === null) return;
		expect(plan).not.toMatch(database.never);
		expect(plan).toMatch(database.uses[index]);
	});
});
