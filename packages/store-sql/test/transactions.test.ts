/** Transactions on servers: whole or not at all, tried again after conflicts, and none in the way of another for long. */

import { createSessions } from "@sojourn/core";
import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { migrate, migrationSql, type SqlStore } from "../src/index.ts";
import { freshTable, type OpenedServer, openMariaDb, openPostgres, openStores, sabotage } from "./combinations.ts";

const limit = { max: 5, policy: "evict-oldest" } as const;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe.each([
	["PostgreSQL", openPostgres, "postgres"],
	["MariaDB", openMariaDb, "mysql"],
] as const)("%s", (name, open, dialect) => {
	let database: OpenedServer;
	beforeAll(async () => {
		database = await open();
	}, 60_000);
	afterAll(() => database.close());

	test("an error undoes all of a transaction, and its connection is as good as new", async () => {
		const { table, stores } = await openStores(database);
		const [store] = stores;
		const records = numbers(2).map((age) => sampleRecord(Date.now() + age));
		for (const record of records) await store.create(record);
		await sabotage(database, table, records[1]?.id);
		const end = { state: "invalidated", reason: "revoked", at: Date.now() } as const;
		for (const _ of numbers(20))
			await expect(store.endByUser(sampleUser("alice"), end)).rejects.toThrow("disk trouble");
		expect(await store.countByUser(sampleUser("alice"))).toBe(2);
		const refused = sampleRecord(Date.now());
		await expect(store.create(refused, { ...limit, max: 1 })).rejects.toThrow("disk trouble");
		expect(await store.read(refused.id)).toBeNull();
		expect(await Promise.all(numbers(30).map(() => store.countByUser(sampleUser("alice"))))).toEqual(
			numbers(30).map(() => 2),
		);
	});

	test("logins, ends of all, ends of one and sweeps at once: nothing fails, limits hold, nobody ends a session twice", async () => {
		const { stores } = await openStores(database);
		const ended: string[] = [];
		const created: string[] = [];
		await Promise.all(
			numbers(300).map(async (turn) => {
				const store = stores[turn % 2] as SqlStore;
				const user = `user ${turn % 3}`;
				const end = { state: "invalidated", reason: "revoked", at: Date.now() } as const;
				if (turn % 20 === 5) {
					ended.push(...(await store.endByUser(sampleUser(user), end)));
				} else if (turn % 10 === 7) {
					const [newest] = (await store.listByUser(sampleUser(user), { limit: 1 })).items;
					if (newest && (await store.end(newest.id, end))) ended.push(newest.id);
				} else if (turn % 10 === 3) {
					ended.push(...(await store.sweep(50)).expired.map(({ id }) => id));
				} else {
					const idleTimeout = turn % 4 === 0 ? 1 : 60_000;
					const record = sampleRecord(Date.now(), { userId: user, idleTimeout });
					const result = await store.create(record, limit);
					created.push(record.id);
					if (result.created) ended.push(...result.evicted);
				}
			}),
		);
		expect(new Set(ended).size).toBe(ended.length);
		expect(ended.length).toBeGreaterThan(100);
		const records = await Promise.all(created.map((id) => stores[0].read(id)));
		const over = records.filter((record) => record?.end !== null).map((record) => record?.id);
		expect(over.sort()).toEqual(ended.sort());
		for (const user of numbers(3))
			expect(await stores[0].countByUser(sampleUser(`user ${user}`))).toBeLessThanOrEqual(5);
	}, 60_000);

	/** Has the application do something in a transaction of its own while a call of the store waits for it. */
	async function whileWaiting<Result>(
		before: readonly string[],
		call: () => Promise<Result>,
		after: readonly string[],
	): Promise<Result> {
		const session = await database.session();
		for (const statement of before) await session.query(statement);
		const result = call();
		result.catch(() => {});
		await vi.waitUntil(async () => (await database.waiting()) > 0, { timeout: 5_000, interval: 10 });
		for (const statement of after) await session.query(statement);
		session.release();
		return result;
	}

	test("a deadlock with the application is tried again", async () => {
		const { table, stores } = await openStores(database);
		const [first, second] = [sampleRecord(Date.now()), sampleRecord(Date.now() + 1)];
		for (const record of [first, second]) await stores[0].create(record);
		// the store has changed fewer rows, and waits first: it is the one that the database sends back
		const names = numbers(50).map((number) => `('${number}')`);
		const ended = whileWaiting(
			[
				"begin",
				`insert into ${table}_migrations (name) values ${names.join()}`,
				`update ${table} set rotated_at = 1 where id = '${second.id}'`,
			],
			() => stores[0].endByUser(sampleUser("alice"), { state: "invalidated", reason: "revoked", at: 5 }),
			[`update ${table} set rotated_at = 1 where id = '${first.id}'`, "rollback"],
		);
		expect(await ended).toEqual([first.id, second.id]);
	});

	test("a session that somebody else ended in the meantime isn't ended again", async () => {
		const { table, stores } = await openStores(database);
		const [first, second] = [sampleRecord(Date.now()), sampleRecord(Date.now() + 1)];
		for (const record of [first, second]) await stores[0].create(record);
		const ended = whileWaiting(
			[
				"begin",
				`update ${table} set ended_at = 1, end_state = 'invalidated', end_reason = 'logout' where id = '${first.id}'`,
			],
			() => stores[0].endByUser(sampleUser("alice"), { state: "invalidated", reason: "revoked", at: 5 }),
			["commit"],
		);
		expect(await ended).toEqual([second.id]);
		expect((await stores[0].read(first.id))?.end?.reason).toBe("logout");
	});

	test("migrate: of several at once one does it, in a schema too", async () => {
		const schema = freshTable();
		await database.query(`create schema ${schema}`);
		const options = { table: "logins", schema };
		const stores = numbers(6).map((turn) => (turn % 2 === 0 ? database.store(options) : database.another?.(options)));
		const done = await Promise.all(stores.map((store) => migrate(store as SqlStore)));
		expect(done.flat()).toEqual(["0001 sessions"]);
		const record = sampleRecord(Date.now());
		await stores[0]?.create(record, limit);
		expect(await stores[1]?.read(record.id)).toEqual(record);
		await database.query(
			`drop ${name === "PostgreSQL" ? "schema" : "database"} ${schema}${name === "PostgreSQL" ? " cascade" : ""}`,
		);
	});

	test("migrationSql: may be run again, and migrate knows that it was run", async () => {
		const table = freshTable();
		const statements = migrationSql(dialect, { table }).split(";\n").filter(Boolean);
		for (const statement of [...statements, ...statements]) await database.query(statement);
		const store = database.store({ table });
		expect(await migrate(store)).toEqual([]);
		const record = sampleRecord(Date.now());
		await store.create(record, limit);
		expect(await store.read(record.id)).toEqual(record);
	});

	test("a later version's column is no trouble to this one", async () => {
		const { table, stores } = await openStores(database);
		const record = sampleRecord(Date.now());
		await stores[0].create(record);
		for (const _ of numbers(10)) expect(await stores[0].read(record.id)).toEqual(record);
		await database.query(`alter table ${table} add column later integer`);
		for (const _ of numbers(30)) expect(await stores[0].read(record.id)).toEqual(record);
		expect(await stores[0].update({ ...record, version: 2 }, 1)).toBe(true);
	});

	test("a store whose table isn't there says what to do", async () => {
		const store = database.store({ table: freshTable() });
		await expect(store.read("x")).rejects.toThrow("Call migrate(store)");
		await expect(store.endByUser(sampleUser("x"), { state: "expired", reason: "idle", at: 1 })).rejects.toThrow(
			"Call migrate(store)",
		);
	});

	test("the longest user that core lets through is kept whole", async () => {
		const { stores } = await openStores(database);
		const sessions = createSessions({ store: stores[0], secrets: "a secret of an application that is only a test" });
		for (const character of ["\0", "💥".charAt(0), "é"]) {
			const userId = character.repeat(255);
			await sessions.create({ userId });
			expect((await sessions.list(userId)).items.length).toBe(1);
		}
	});
});
