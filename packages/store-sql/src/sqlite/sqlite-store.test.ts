import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { describe, expect, test } from "vitest";
import { migrate } from "../migrations.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { sqliteStore } from "./sqlite-store.ts";

describe("a connection that the application uses too", () => {
	const limit = { max: 1, policy: "evict-oldest" } as const;

	test("its writes while a login is under way aren't part of the login's transaction", async () => {
		const folder = temporaryFolder();
		const connection = folder.connect();
		const store = sqliteStore(connection);
		await migrate(store);
		connection.exec("create table notes (text text)");
		const record = sampleRecord(Date.now());
		const seen: boolean[] = [];
		const login = store.create(record, limit);
		seen.push(connection.inTransaction);
		await Promise.resolve().then(() => seen.push(connection.inTransaction));
		await login;
		expect(seen).toEqual([false, false]);
		folder.remove();
	});

	test("a transaction that the application left open is its own: the login fails, and nothing of either is lost", async () => {
		const folder = temporaryFolder();
		const connection = folder.connect();
		const store = sqliteStore(connection);
		await migrate(store);
		connection.exec("create table notes (text text); begin; insert into notes values ('kept')");
		const record = sampleRecord(Date.now());
		await expect(store.create(record, limit)).rejects.toThrow("transaction");
		connection.exec("commit");
		expect(connection.prepare("select text from notes").all()).toEqual([{ text: "kept" }]);
		expect(await store.create(record, limit)).toEqual({ created: true, evicted: [] });
		folder.remove();
	});

	test("an error in a transaction undoes all of it", async () => {
		const folder = temporaryFolder();
		const connection = folder.connect();
		const store = sqliteStore(connection);
		await migrate(store);
		const records = [1, 2].map((age) => sampleRecord(Date.now() + age));
		for (const record of records) await store.create(record);
		connection.exec(`create trigger failing before update on sojourn_sessions
			when old.id = '${records[1]?.id}' begin select raise(abort, 'disk trouble'); end`);
		const end = { state: "invalidated", reason: "revoked", at: Date.now() } as const;
		await expect(store.endByUser(sampleUser("alice"), end)).rejects.toThrow("disk trouble");
		expect(await store.countByUser(sampleUser("alice"))).toBe(2);
		expect(connection.inTransaction).toBe(false);
		const refused = sampleRecord(Date.now());
		await expect(store.create(refused, limit)).rejects.toThrow("disk trouble");
		expect(await store.read(refused.id)).toBeNull();
		expect(await store.countByUser(sampleUser("alice"))).toBe(2);
		folder.remove();
	});
});

test("nothing of a person stays in the row of a session that ended", async () => {
	const folder = temporaryFolder();
	const connection = folder.connect();
	const store = sqliteStore(connection);
	await migrate(store);
	const record = sampleRecord(Date.now());
	await store.create(record);
	const row = () => JSON.stringify(connection.prepare("select * from sojourn_sessions").all());
	const personal = ["cart", "acme", "192.0.2.7", "Mozilla", "Work laptop"];
	expect(personal.filter((text) => row().includes(text))).toEqual(personal);
	await store.end(record.id, { state: "invalidated", reason: "logout", at: 5 });
	expect(personal.filter((text) => row().includes(text))).toEqual([]);
	folder.remove();
});

test("a filtered scan looks at 1,000 sessions a page, and finds what it looks for", async () => {
	const folder = temporaryFolder();
	const connection = folder.connect();
	const store = sqliteStore(connection);
	await migrate(store);
	connection.exec("begin");
	for (let turn = 0; turn < 2_500; turn++) await store.create(sampleRecord(Date.now()));
	const wanted = sampleRecord(Date.now(), { device: { ...sampleRecord(0).device, name: "needle" } });
	await store.create(wanted);
	connection.exec("commit");
	const pages = [];
	let cursor: string | null | undefined;
	while (cursor !== null) {
		const page = await store.scan({ limit: 10, device: "needle", ...(cursor !== undefined && { cursor }) });
		pages.push(page.items.map((record) => record.id));
		cursor = page.cursor;
	}
	expect(pages).toEqual([[], [], [wanted.id]]);
	folder.remove();
});

test("ids that SQLite would change are kept apart all the same", async () => {
	const folder = temporaryFolder();
	const store = sqliteStore(folder.connect());
	await migrate(store);
	for (const id of ["\ud800", "\ud801", "\ufffd", "\\", "\\\\"]) {
		const record = sampleRecord(Date.now(), { id });
		expect(await store.create(record)).toEqual({ created: true, evicted: [] });
		expect(await store.read(id)).toEqual(record);
	}
	folder.remove();
});

test("a connection with big integers is as good as any", async () => {
	const folder = temporaryFolder();
	const connection = folder.connect().defaultSafeIntegers();
	const store = sqliteStore(connection);
	await migrate(store);
	const record = sampleRecord(Date.now());
	await store.create(record);
	expect(await store.read(record.id)).toEqual(record);
	expect(await store.countByUser(sampleUser("alice"))).toBe(1);
	expect(await store.end(record.id, { state: "invalidated", reason: "logout", at: 5 })).toBe(true);
	folder.remove();
});
