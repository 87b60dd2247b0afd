/** What a request costs: queries that travel, counted where they leave. */

import { createSessions } from "@sojourn/core";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expressServer } from "../../adapter-express/src/testing/contract-server.ts";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { migrate, postgresStore } from "../src/index.ts";
import { freshTable, postgresPool, sharedPostgres } from "./combinations.ts";
import { countingPool } from "./counting-pool.ts";

const sent: string[] = [];
let pool: ReturnType<typeof postgresPool>;
let server: { readonly url: string; close(): Promise<void> };
beforeAll(async () => {
	pool = postgresPool((await sharedPostgres()).url);
	const store = postgresStore(countingPool(pool, sent), { table: freshTable() });
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
