/** A connection whose rollback failed is still in its transaction, for all that anybody knows: nobody may be given it. */

import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { createPool } from "mysql2/promise";
import { Pool } from "pg";
import { expect, test } from "vitest";
import { migrate, mysqlStore, postgresStore, type SqlStore } from "../src/index.ts";
import {
	freshTable,
	type OpenedServer,
	openMariaDb,
	openPostgres,
	sabotage,
	sharedMariaDb,
	sharedPostgres,
} from "./combinations.ts";

type Query = (...parameters: unknown[]) => unknown;

/** Has every rollback of a connection fail before it leaves. The last parameter may be a callback. */
function loseRollbacks(connection: object): void {
	const queries = connection as { query: Query };
	const query = queries.query.bind(connection);
	queries.query = (...parameters) => {
		const [first] = parameters as [string | { readonly text?: string; readonly sql?: string }];
		const text = typeof first === "string" ? first : (first.text ?? first.sql ?? "");
		if (!/^rollback/i.test(text)) return query(...parameters);
		const last = parameters.at(-1);
		return typeof last === "function" ? last(new Error("lost")) : Promise.reject(new Error("lost"));
	};
}

/** A transaction fails, and then its rollback. */
async function failTwice(server: OpenedServer, table: string, store: SqlStore): Promise<void> {
	await migrate(store);
	const record = sampleRecord(Date.now());
	await store.create(record);
	await sabotage(server, table, record.id);
	const end = { state: "invalidated", reason: "revoked", at: Date.now() } as const;
	await expect(store.endByUser(sampleUser("alice"), end)).rejects.toThrow("disk trouble");
	expect(await store.read(record.id)).toEqual(record);
}

test("PostgreSQL: the connection is closed", async () => {
	const server = await openPostgres();
	const pool = new Pool({ connectionString: (await sharedPostgres()).url, max: 1 }).on("connect", loseRollbacks);
	const connection = async () => (await pool.query("select pg_backend_pid() as id")).rows[0].id;
	try {
		const before = await connection();
		const table = freshTable();
		await failTwice(server, table, postgresStore(pool, { table }));
		expect(await connection()).not.toBe(before);
	} finally {
		await Promise.all([pool.end(), server.close()]);
	}
}, 60_000);

test("MariaDB: the connection is closed", async () => {
	const server = await openMariaDb();
	const pool = createPool({ uri: (await sharedMariaDb()).url, connectionLimit: 1 });
	const connection = async () => ((await pool.query("select connection_id() as id"))[0] as { id: number }[])[0]?.id;
	try {
		const before = await connection();
		const one = await pool.getConnection();
		loseRollbacks(one.connection);
		one.release();
		const table = freshTable();
		await failTwice(server, table, mysqlStore(pool, { table }));
		expect(await connection()).not.toBe(before);
	} finally {
		await Promise.all([pool.end(), server.close()]);
	}
}, 60_000);
