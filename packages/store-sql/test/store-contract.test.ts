/** The whole store contract, by every client on every database. */

import { storeContract } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { migrate } from "../src/index.ts";
import { databases, freshTable, type Opened } from "./combinations.ts";

describe.each(Object.entries(databases))("the store contract: %s", (_name, open) => {
	let database: Opened;
	beforeAll(async () => {
		database = await open();
	}, 60_000);
	afterAll(() => database.close());

	const contract = storeContract({
		capabilities: ["user-index", "scan", "sweep"],
		async open(now) {
			const options = { table: freshTable(), now };
			const store = database.store(options);
			await migrate(store);
			const { another = database.store } = database;
			return { store, another: async () => another(options), close: async () => {} };
		},
	});
	for (const { name, run } of contract) test(name, run);
});
