/** A PostgreSQL server with its default settings, through a pool of pg. */

import type { SessionRecord } from "@sojourn/core";
import { startPostgres } from "@sojourn/service-harness";
import { migrate, type PostgresQuery, postgresStore } from "@sojourn/store-sql";
import { Pool } from "pg";
import type { OpenBackend } from "../backend.ts";
import { chunks } from "../chunks.ts";

/** How many rows one statement inserts: one may have 65,535 parameters. */
const rowsPerInsert = 1000;

export const openPostgres: OpenBackend = async (now) => {
	const service = await startPostgres({ own: true });
	// What goes wrong is told to the query that is under way; idle connections only hear that we stop the server.
	const pool = new Pool({ connectionString: service.url }).on("error", () => {});
	const store = postgresStore(pool, { now });
	await migrate(store);
	return {
		store,
		async load(records) {
			for (const some of chunks(records, rowsPerInsert)) await pool.query(await insertOf(some));
		},
		async settle() {
			await pool.query(`vacuum (analyze) ${store.table}`);
		},
		async census() {
			const sql = `select (select count(*) from ${store.table}) as sessions, pg_total_relation_size('${store.table}') as bytes`;
			const [row] = (await pool.query<{ sessions: string; bytes: string }>(sql)).rows;
			return { sessions: Number(row?.sessions), bytes: Number(row?.bytes) };
		},
		async close() {
			await pool.end();
			await service.stop();
		},
	};
};

/** The statement with which the store creates a session, with a row for each of these. */
async function insertOf(records: readonly SessionRecord[]): Promise<{ text: string; values: unknown[] }> {
	const inserts: PostgresQuery[] = [];
	const store = postgresStore({
		async query(insert) {
			inserts.push(insert);
			return { rows: [], rowCount: 1 };
		},
		connect: () => Promise.reject(new Error("One statement needs no connection of its own.")),
	});
	for (const record of records) await store.create(record);
	let parameter = 0;
	const rows = inserts.map(({ values = [] }) => `(${values.map(() => `$${++parameter}`).join(", ")})`);
	return {
		text: (inserts[0]?.text ?? "").replace(/(?<=\bvalues )\([^)]*\)/, rows.join(", ")),
		values: inserts.flatMap(({ values = [] }) => values),
	};
}
