/** What a request costs, and a sweep: queries that travel, counted where they leave. */

import { createSessions } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expressServer } from "../../adapter-express/src/testing/contract-server.ts";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { migrate, postgresStore, type SqlStore } from "../src/index.ts";
import { freshTable, postgresPool, sharedPostgres } from "./combinations.ts";
import { countingPool } from "./counting-pool.ts";

const sent: string[] = [];
let pool: ReturnType<typeof postgresPool>;
let store: SqlStore;
let server: { readonly url: string; close(): Promise<void> };
beforeAll(async () => {
	pool = postgresPool((await sharedPostgres()).url);
	store = postgresStore(countingPool(pool, sent), { table: freshTable() });
	await migrate(store);
	const sessions = createSessions({
		store,
		secrets: "a secret of an application that is only a test",
		limit: { max: 5, policy: "evict-oldest" },
		touchEvery: "1m",
	});
	server = await expressServer(express)({
		sessions: sessions as never,
		protection: {},
		routes: [
			{ method: "GET", path: "/read", handle: ({ session }) => ({ body: session.userId ?? "nobody" }) },
			{
				method: "POST",
				path: "/login",
				handle: async ({ session }) => {
					await session.login("alice");
					return {};
				},
			},
			{
				method: "POST",
				path: "/set",
				handle: ({ session, query }) => {
					session.data.key = query.get("value") ?? "";
					return {};
				},
			},
		],
	});
}, 60_000);
afterAll(async () => {
	await server.close();
	await pool.end();
});

let cookie = "";

/** The first words of the queries that a request leads to. */
async function queriesOf(method: "GET" | "POST", path: string): Promise<readonly string[]> {
	sent.length = 0;
	const response = await httpClient({ method, url: server.url + path, headers: cookie === "" ? {} : { cookie } });
	expect(response.status).toBe(200);
	cookie = response.headers.find(([name]) => name === "set-cookie")?.[1].split(";")[0] ?? cookie;
	return [...sent];
}

test("nothing for a visitor, one query to read, two to change a key, a transaction to log in", async () => {
	expect(await queriesOf("GET", "/read")).toEqual([]);
	// the lock, the session, and how many there are
	expect(await queriesOf("POST", "/login")).toEqual(["begin", "select", "insert", "select", "commit"]);
	expect(await queriesOf("GET", "/read")).toEqual(["select"]);
	expect(await queriesOf("POST", "/set?value=1")).toEqual(["select", "update"]);
	expect(await queriesOf("POST", "/set?value=1")).toEqual(["select"]);
});

test("a sweep is three queries and the lock, however much is due", async () => {
	for (let turn = 0; turn < 20; turn++) {
		await store.create(sampleRecord(Date.now() - 60_000, { idleTimeout: 1 }));
		const over = sampleRecord(Date.now() - 60_000, { tombstoneTtl: 1 });
		await store.create(over);
		await store.end(over.id, { state: "invalidated", reason: "logout", at: over.createdAt });
	}
	sent.length = 0;
	const { expired, forgotten } = await store.sweep(100);
	expect([expired.length, forgotten]).toEqual([20, 20]);
	expect(sent).toEqual(["begin", "select", "select", "update", "delete", "commit"]);
	sent.length = 0;
	await store.sweep(100);
	expect(sent).toEqual(["begin", "select", "select", "commit"]);
});
