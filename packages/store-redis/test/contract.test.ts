/** The store contract, by every client, and with encryption on top. */

import { encryptedStore, type SessionStore } from "@sojourn/core";
import { storeContract } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { clients, freshPrefix, type Opened } from "./combinations.ts";

type Wrap = (store: SessionStore, now: () => number) => SessionStore;

const plain: Wrap = (store) => store;
const encrypted: Wrap = (store, now) =>
	encryptedStore(store, { secrets: "a-secret-of-the-contract-tests-long-enough-0123456789", now });

describe.each([
	...Object.entries(clients).map(([name, connect]) => [name, connect, plain] as const),
	...["ioredis, one Redis", "ioredis, Redis Cluster"].map(
		(name) => [`encryptedStore on ${name}`, clients[name]!, encrypted] as const,
	),
])("store contract: %s", (_name, connect, wrap) => {
	let first: Opened;
	let second: Opened;
	beforeAll(async () => {
		[first, second] = await Promise.all([connect(), connect()]);
	}, 60_000);
	afterAll(() => Promise.all([first.close(), second.close()]));

	const cases = storeContract({
		capabilities: ["user-index", "scan"],
		async open(now) {
			const options = { prefix: freshPrefix(), now };
			return {
				store: wrap(first.store(options), now),
				another: async () => wrap(second.store(options), now),
				close: async () => {},
			};
		},
	});
	for (const { name, run } of cases) test(name, run);
});
