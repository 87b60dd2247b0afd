/** Sweeps on servers: one at a time, in nobody's way, and none of what they ended is left unsaid. */

import { sampleRecord } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { SqlStore } from "../src/index.ts";
import { sweepStep } from "../src/queries.ts";
import { type OpenedServer, openMariaDb, openPostgres, openStores, sabotage } from "./combinations.ts";

const nothing = { expired: [], forgotten: 0, more: false };

describe.each([
	["PostgreSQL", openPostgres],
	["MariaDB", openMariaDb],
] as const)("%s", (_name, open) => {
	let database: OpenedServer;
	beforeAll(async () => {
		database = await open();
	}, 60_000);
	afterAll(() => database.close());

	/** Stores so many sessions whose time is up, and gives their ids. */
	async function addExpired(store: SqlStore, count: number): Promise<string[]> {
		const records = Array.from({ length: count }, (_, age) =>
			sampleRecord(Date.now() - 60_000 - age, { idleTimeout: 1 }),
		);
		await Promise.all(records.map((record) => store.create(record)));
		return records.map(({ id }) => id);
	}

	/** Stops whoever changes a session of the table, until it is opened. */
	async function createGate(table: string) {
		await database.query(`create table ${table}_gate (id integer)`);
		await database.query(`insert into ${table}_gate values (1)`);
		await database.beforeUpdates(table, `update ${table}_gate set id = 2`);
		const session = await database.session();
		await session.query("begin");
		await session.query(`update ${table}_gate set id = 3`);
		return {
			reached: () => vi.waitUntil(async () => (await database.waiting()) > 0, { timeout: 5_000, interval: 10 }),
			async open() {
				await session.query("rollback");
				session.release();
			},
		};
	}

	test("while one sweeps, another does nothing and doesn't wait, and logins go on", async () => {
		const { table, stores } = await openStores(database);
		const [store, other] = stores;
		const ids = await addExpired(store, 3);
		const gate = await createGate(table);
		const sweep = store.sweep(10);
		await gate.reached();
		for (const age of [0, 60_001, 120_000]) {
			const login = sampleRecord(Date.now() - age, { idleTimeout: 1 });
			expect(await other.create(login, { max: 5, policy: "evict-oldest" })).toEqual({ created: true, evicted: [] });
		}
		expect(await other.sweep(10)).toEqual(nothing); // though those logins are over
		expect(await database.waiting()).toBe(1);
		await gate.open();
		expect((await sweep).expired.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
	});

	test("a sweep of one table is no matter to another's", async () => {
		const [here, there] = [await openStores(database), await openStores(database)];
		await addExpired(here.stores[0], 1);
		const ids = await addExpired(there.stores[0], 1);
		const gate = await createGate(here.table);
		const sweep = here.stores[0].sweep(10);
		await gate.reached();
		expect((await there.stores[0].sweep(10)).expired.map(({ id }) => id)).toEqual(ids);
		await gate.open();
		await sweep;
	});

	test("a sweep whose connection dies has ended nothing, and the next one does it all", async () => {
		const { table, stores } = await openStores(database);
		const [store, other] = stores;
		const ids = await addExpired(store, 3);
		const gate = await createGate(table);
		const sweep = store.sweep(10);
		sweep.catch(() => {});
		await gate.reached();
		await database.endWaiting();
		await expect(sweep).rejects.toThrow();
		await gate.open();
		// The server may take a moment to notice that the connection is gone.
		const swept = await vi.waitUntil(
			async () => {
				const result = await other.sweep(10);
				return result.expired.length > 0 && result;
			},
			{ timeout: 5_000, interval: 50 },
		);
		expect(swept.expired.map(({ id }) => id).sort()).toEqual(ids.sort());
	});

	test("the lock goes back with the connection, whether the sweep did well or not", async () => {
		const { table, stores } = await openStores(database);
		const [store, other] = stores;
		const ids = await addExpired(store, 2);
		await sabotage(database, table, ids[1]);
		for (const one of [store, other, store, other]) await expect(one.sweep(10)).rejects.toThrow("disk trouble");
	});

	test("what was ended is told, also when a later sweep fails", async () => {
		const { table, stores } = await openStores(database);
		const [store] = stores;
		const ids = await addExpired(store, sweepStep + 50);
		await sabotage(database, table, ids[0]); // the last one whose turn it is
		const first = await store.sweep(1_000);
		expect(first.more).toBe(true);
		await expect(store.sweep(1_000)).rejects.toThrow("disk trouble");
		const records = await Promise.all(ids.map((id) => store.read(id)));
		const ended = records.filter((record) => record?.end !== null).map((record) => record?.id);
		expect(first.expired.map(({ id }) => id).sort()).toEqual(ended.sort());
		expect(ended.length).toBeGreaterThan(0);
	});
});
