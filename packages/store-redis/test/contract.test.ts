/** The store contract, by every client. */

import { storeContract } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { clients, freshPrefix, type Opened } from "./combinations.ts";

describe.each(Object.entries(clients))("store contract: %s", (_name, connect) => {
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
			return { store: first.store(options), another: async () => second.store(options), close: async () => {} };
		},
	});
	for (const { name, run } of cases) test(name, run);
});
