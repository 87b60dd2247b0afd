/** What the contract doesn't ask of SQL databases: tables, and statements that get in each other's way. */

import { startMariaDb } from "@sojourn/service-harness";
import { Kysely, MysqlDialect, sql } from "kysely";
import { createPool } from "mysql2";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { databases, freshTable, type OpenedDatabase } from "../../audit/test/databases.ts";
import { migrate, sqlLedger } from "../src/ledger/sql/index.ts";
import type { Tables } from "../src/ledger/sql/table.ts";

const hour = 3_600_000;

describe.each(Object.entries(databases))("%s", (_name, open) => {
	let database: OpenedDatabase;
	beforeAll(async () => {
		database = await open();
	}, 60_000);
	afterAll(() => database.close());

	test("several processes migrate at once, and again", async () => {
		const table = freshTable();
		const ledgers = [1, 2, 3].map(() => sqlLedger(database.connect(), { table }));
		await Promise.all(ledgers.map(migrate));
		await Promise.all(ledgers.map(migrate));
		await ledgers[0]?.put("key", "value", null, hour);
		expect(await ledgers[1]?.get("key")).toBe("value");
	});

	test("without its table it says what to do", async () => {
		const ledger = sqlLedger(database.connect(), { table: freshTable() });
		const missing = { code: "store-unavailable", message: expect.stringContaining("Call migrate(ledger) first") };
		const calls = [ledger.get("key"), ledger.put("key", "", null, hour), ledger.members("key"), ledger.sweep()];
		for (const result of await Promise.allSettled(calls)) {
			expect(result).toMatchObject({ status: "rejected", reason: missing });
		}
	});

	test("a sweep takes a thousand at most, and says that there is more", async () => {
		let now = 0;
		const ledger = sqlLedger(database.connect(), { table: freshTable(), now: () => now });
		await migrate(ledger);
		const rows = Array.from({ length: 1_500 }, (_, index) => ({
			id: `key${index}`,
			value: '=""',
			expires_at: 1,
			writes: 0,
		}));
		for (const from of [0, 500, 1_000]) {
			await ledger.db
				.insertInto(ledger.table)
				.values(rows.slice(from, from + 500))
				.execute();
		}
		now = 1;
		const swept = (forgotten: number, more: boolean) => ({ expired: [], forgotten, more });
		expect(await ledger.sweep({ limit: 10_000 })).toEqual(swept(1_000, true));
		expect(await ledger.sweep({ limit: 10_000 })).toEqual(swept(500, false));
		expect(await ledger.sweep()).toEqual(swept(0, false));
	});
});

test("on MySQL, a call that is chosen to end a deadlock is made again", async () => {
	const { url } = await startMariaDb();
	const db = new Kysely<Tables>({ dialect: new MysqlDialect({ pool: createPool(url) }) });
	let now = 0;
	const ledger = sqlLedger(db, { table: freshTable(), now: () => now });
	await migrate(ledger);
	const table = ledger.table as "entries";
	for (const key of ["a", "b", ...Array.from({ length: 50 }, (_, index) => `other${index}`)]) {
		await ledger.put(key, "value", null, key.startsWith("other") ? hour : 1);
	}
	now = 1;
	const status = async (name: string) => {
		const { rows } = await sql<{ Value: string }>`show global status like ${name}`.execute(db);
		return Number(rows[0]?.Value);
	};
	const before = await status("innodb_deadlocks");

	let sweeping: Promise<unknown> = Promise.resolve();
	await db.transaction().execute(async (transaction) => {
		const touch = transaction.updateTable(table).set((row) => ({ writes: row("writes", "+", 1) }));
		await touch.where("id", "like", "other%").execute(); // whoever has changed less is the one to give way
		await touch.where("id", "=", "b").execute();
		sweeping = ledger.sweep(); // has "a", and waits for "b"
		await vi.waitUntil(async () => (await status("innodb_row_lock_current_waits")) > 0, { interval: 5, timeout: 900 });
		await touch.where("id", "=", "a").execute();
	});
	expect(await sweeping).toEqual({ expired: [], forgotten: 2, more: false });
	expect(await status("innodb_deadlocks")).toBe(before + 1);
	await db.destroy();
}, 60_000);

test.each(["", "a b", "1st", "x".repeat(41), 'a"; drop', "sqlite_x", "é"])("refuses the table %j", (table) => {
	expect(() => sqlLedger({} as Kysely<unknown>, { table })).toThrow("table");
});
