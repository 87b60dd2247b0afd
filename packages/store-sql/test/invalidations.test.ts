/** What PostgreSQL tells by NOTIFY: all that was committed, nothing that wasn't, and when messages may be missed. */

import type { Invalidations } from "@sojourn/core";
import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { type PostgresService, startPostgres, startProxy } from "@sojourn/service-harness";
import type { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { migrate, postgresStore, type SqlStore } from "../src/index.ts";
import { freshTable, postgresPool } from "./combinations.ts";

const end = { state: "invalidated", reason: "revoked", at: 5 } as const;

let service: PostgresService;
beforeAll(async () => {
	service = await startPostgres({ own: true });
}, 60_000);
afterAll(() => service.stop());

let pools: Pool[];
let store: SqlStore & Invalidations;
let heard: string[];
let unsubscribe: () => Promise<void>;
beforeEach(async () => {
	const table = freshTable();
	const [one, other] = [postgresPool(service.url), postgresPool(service.url)];
	pools = [one, other];
	store = postgresStore(one, { table, notifications: one });
	await migrate(store);
	heard = [];
	unsubscribe = await postgresStore(other, { table, notifications: other }).subscribe({
		changed: (id) => heard.push(id),
		lost: () => heard.push("lost"),
		restored: () => heard.push("restored"),
	});
});
afterEach(async () => {
	await unsubscribe();
	await Promise.all(pools.map((pool) => pool.end()));
});

/** What was heard, once a message that was sent last has come. */
async function allHeard(): Promise<string[]> {
	const last = sampleRecord(Date.now(), { userId: null });
	await store.create(last);
	await store.end(last.id, end);
	await vi.waitUntil(() => heard.includes(last.id), { timeout: 5_000, interval: 5 });
	return heard.splice(0).filter((id) => id !== last.id);
}

test("every change and every end of a session is told, once; touches and what changes nothing aren't", async () => {
	const [one, two, three] = [1, 2, 3].map((age) => sampleRecord(Date.now() + age)) as [
		ReturnType<typeof sampleRecord>,
		ReturnType<typeof sampleRecord>,
		ReturnType<typeof sampleRecord>,
	];
	await store.create(one);
	await store.create(two);
	await store.touch(one.id, Date.now() + 10);
	expect(await store.update({ ...one, version: 2 }, 7)).toBe(false);
	expect(await allHeard()).toEqual([]);

	expect(await store.update({ ...one, version: 2 }, 1)).toBe(true);
	expect(await allHeard()).toEqual([one.id]);
	await store.create(three, { max: 2, policy: "evict-oldest" });
	expect(await allHeard()).toEqual([one.id]);
	expect(await store.endByUser(sampleUser("alice"), end)).toEqual([two.id, three.id]);
	expect((await allHeard()).sort()).toEqual([two.id, three.id].sort());
	expect(await store.end(two.id, end)).toBe(false);
	expect(await allHeard()).toEqual([]);

	const expired = sampleRecord(Date.now() - 60_000, { idleTimeout: 1 });
	await store.create(expired);
	await store.sweep(10);
	expect(await allHeard()).toEqual([expired.id]);
});

test("ids that had to be escaped are told as they are", async () => {
	const record = sampleRecord(Date.now(), { id: "\ud800\0'\\" });
	await store.create(record);
	await store.end(record.id, end);
	expect(await allHeard()).toEqual([record.id]);
});

test("while the server is away messages are lost, and after its return they come again", async () => {
	await service.kill();
	await vi.waitUntil(() => heard.includes("lost"), { timeout: 5_000, interval: 10 });
	await service.restart();
	await vi.waitUntil(() => heard.includes("restored"), { timeout: 5_000, interval: 10 });
	expect(await allHeard()).toEqual(["lost", "restored"]);
}, 30_000);

test("a connection that falls silent is given up for another", async () => {
	const proxy = await startProxy(service.url);
	const pool = postgresPool(proxy.url);
	const told: string[] = [];
	const leave = await postgresStore(pools[0] as Pool, { table: store.table, notifications: pool }).subscribe({
		changed: (id) => told.push(id),
		lost: () => told.push("lost"),
		restored: () => told.push("restored"),
	});
	proxy.silence();
	await vi.waitUntil(() => told.includes("restored"), { timeout: 8_000, interval: 20 });
	const record = sampleRecord(Date.now());
	await store.create(record);
	await store.end(record.id, end);
	await vi.waitUntil(() => told.includes(record.id), { timeout: 5_000, interval: 5 });
	expect(told).toEqual(["lost", "restored", record.id]);
	await leave();
	proxy.close();
	await pool.end();
}, 30_000);

test("after unsubscribe nothing is told, and the connection is back", async () => {
	await unsubscribe();
	const record = sampleRecord(Date.now());
	await store.create(record);
	await store.end(record.id, end);
	expect(heard).toEqual([]);
	expect(pools[1]?.totalCount).toBe(0);
});
