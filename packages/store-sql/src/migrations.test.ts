import { ConfigurationError, StoreUnavailableError } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate, migrationSql } from "./migrations.ts";
import { sqliteStore } from "./sqlite/sqlite-store.ts";
import { temporaryFolder } from "./testing/folder.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("migrate: creates what is missing, once, and keeps what is there", async () => {
	const store = sqliteStore(folder.connect());
	expect(await migrate(store)).toEqual(["0001 sessions"]);
	const record = sampleRecord(Date.now());
	await store.create(record);
	expect(await migrate(store)).toEqual([]);
	expect(await store.read(record.id)).toEqual(record);
});

test("migrate: of several at once, one does it", async () => {
	const stores = [1, 2, 3].map(() => sqliteStore(folder.connect()));
	const done = await Promise.all(stores.map(migrate));
	expect(done.flat()).toEqual(["0001 sessions"]);
});

test("migrationSql: makes the same, may be run again, and migrate knows that it was run", async () => {
	const [byHand, byCall] = [temporaryFolder(), temporaryFolder()];
	const connection = byHand.connect();
	const text = migrationSql("sqlite", { table: "logins" });
	connection.exec(text);
	connection.exec(text);
	const store = sqliteStore(byCall.connect(), { table: "logins" });
	await migrate(store);
	const schema = "select type, name, sql from sqlite_schema order by name";
	expect(connection.prepare(schema).all()).toEqual(byCall.connect().prepare(schema).all());
	expect(await migrate(sqliteStore(connection, { table: "logins" }))).toEqual([]);
	byHand.remove();
	byCall.remove();
});

test("a store whose table isn't there says what to do", async () => {
	const store = sqliteStore(folder.connect());
	await expect(store.read("x")).rejects.toThrow(StoreUnavailableError);
	await expect(store.read("x")).rejects.toThrow("no such table: sojourn_sessions. Call migrate(store)");
	await migrate(store);
	expect(await store.read("x")).toBeNull();
});

test("two tables in one file are two stores", async () => {
	const connection = folder.connect();
	const [one, two] = [sqliteStore(connection, { table: "one" }), sqliteStore(connection, { table: "Two_2" })];
	await migrate(one);
	await migrate(two);
	const record = sampleRecord(Date.now());
	await one.create(record);
	expect(await two.read(record.id)).toBeNull();
	expect(await two.create(record)).toEqual({ created: true, evicted: [] });
});

test.each(["", "a b", 'a"', "a;drop table x", "1a", "é", "sqlite_a", "SQLite_a", "a.b", "a-b", "x".repeat(49), "a\n"])(
	"the table name %j is refused",
	(table) => {
		expect(() => sqliteStore(folder.connect(), { table })).toThrow(ConfigurationError);
		expect(() => migrationSql("sqlite", { table })).toThrow(ConfigurationError);
	},
);

test.each(["a", "Order", "select", "_", "x".repeat(48)])("the table name %j works", async (table) => {
	const store = sqliteStore(folder.connect(), { table });
	await migrate(store);
	const record = sampleRecord(Date.now());
	await store.create(record);
	expect(await store.read(record.id)).toEqual(record);
});
