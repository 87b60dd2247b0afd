/** The whole store contract, by every client on every database, and with encryption on top. */

import { encryptedStore } from "@sojourn/core";
import { storeContract } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { migrate, type SqlStore } from "../src/index.ts";
import { databases, freshTable, type Opened } from "./combinations.ts";

type Wrap = (store: SqlStore, now: () => number) => SqlStore;

const plain: Wrap = (store) => store;
const encrypted: Wrap = (store, now) =>
	encryptedStore(store, { secrets: "a-secret-of-the-contract-tests-long-enough-0123456789", now });

describe.each([
	...Object.entries(databases).map(([name, open]) => [name, open, plain] as const),
	...["PostgreSQL, pg", "SQLite, better-sqlite3"].map(
		(name) => [`encryptedStore on ${name}`, databases[name]!, encrypted] as const,
	),
])("the store contract: %s", (_name, open, wrap) => {
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
			return {
				store: wrap(store, now),
				another: async () => wrap(another(options), now),
				close: async () => {},
			};
		},
	});
	for (const { name, run } of contract) test(name, run);
});
