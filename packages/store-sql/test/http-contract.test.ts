/** The HTTP contract through Express on PostgreSQL: the rows of SECURITY.md, by their ids. */

import { httpContract } from "@sojourn/core/testing";
import express from "express";
import { afterAll, beforeAll, describe, test } from "vitest";
import { expressServer } from "../../adapter-express/src/testing/contract-server.ts";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { migrate } from "../src/index.ts";
import { freshTable, type Opened, openPostgres } from "./combinations.ts";

describe("Express on PostgreSQL", () => {
	let database: Opened;
	beforeAll(async () => {
		database = await openPostgres();
	}, 60_000);
	afterAll(() => database.close());

	const cases = httpContract({
		start: expressServer(express),
		client: httpClient,
		async store(now) {
			const table = freshTable();
			const store = database.store({ table, now });
			await migrate(store);
			return {
				store,
				// S10 looks for the hash under the name that it has in a record.
				dump: async () => JSON.stringify(await database.query(`select *, secret_hash as "secretHash" from ${table}`)),
				close: async () => {},
			};
		},
	});
	for (const { name, run } of cases) test(name, run);
});
