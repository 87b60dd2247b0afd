/** Clients that nobody has connected: the error says what to do. */

import { sampleRecord } from "@sojourn/core/testing";
import { createClient, createClientPool, createCluster, createSentinel } from "redis";
import { expect, test } from "vitest";
import { redisStore } from "../src/index.ts";

const url = "redis://127.0.0.1:1";

test.each([
	["createClient", () => redisStore(createClient({ url }))],
	["createClientPool", () => redisStore(createClientPool({ url }))],
	["createCluster", () => redisStore(createCluster({ rootNodes: [{ url }] }))],
	[
		"createSentinel",
		() => redisStore(createSentinel({ name: "any", sentinelRootNodes: [{ host: "127.0.0.1", port: 1 }] })),
	],
])("%s of node-redis: every call says that connect() is missing", async (_name, open) => {
	const store = open();
	const record = sampleRecord(Date.now());
	const calls = await Promise.allSettled([
		store.read(record.id),
		store.create(record),
		store.end(record.id, { state: "invalidated", reason: "logout", at: 1 }),
		store.countByUser({ id: "alice", shards: ["tag1"] }),
		store.scan({ limit: 10 }),
	]);
	const reason = { code: "store-unavailable", message: expect.stringContaining("connect()") };
	for (const call of calls) expect(call).toMatchObject({ status: "rejected", reason });
});
