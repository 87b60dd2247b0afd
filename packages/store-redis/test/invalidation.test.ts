/** Other processes hear of what changes, and know when they may not. */

import { sampleRecord, sampleUser } from "@sojourn/core/testing";
import { startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type RedisStore, redisStore } from "../src/index.ts";
import { connectedClients, freshPrefix, type Opened } from "./combinations.ts";

const patience = { timeout: 15_000, interval: 20 };
const end = { state: "invalidated", reason: "logout", at: Date.now() } as const;

function createListener() {
	const heard: string[] = [];
	return {
		heard,
		changed: (id: string) => heard.push(id),
		lost: () => heard.push("lost"),
		restored: () => heard.push("restored"),
	};
}

describe.each(Object.entries(connectedClients))("%s", (_name, connect) => {
	let here: Opened<RedisStore>;
	let there: Opened<RedisStore>;
	beforeAll(async () => {
		[here, there] = await Promise.all([connect(), connect()]);
	}, 60_000);
	afterAll(() => Promise.all([here.close(), there.close()]));

	test("changes and ends are heard, creations and touches aren't", async () => {
		const prefix = freshPrefix();
		const store = there.store({ prefix });
		const listener = createListener();
		const unsubscribe = await here.store({ prefix }).subscribe(listener);
		const now = Date.now();
		const [first, second, third, fourth] = [0, 1, 2, 3].map((index) => sampleRecord(now + index));
		for (const record of [first!, second!, third!]) await store.create(record);
		await store.touch(first!.id, now + 1000);
		await store.update({ ...first!, version: 2 }, 1);
		await store.end(second!.id, end);
		await store.create(fourth!, { max: 2, policy: "evict-oldest" });
		await store.endByUser(sampleUser("alice"), end);
		const expected = [first!.id, second!.id, first!.id, third!.id, fourth!.id];
		await vi.waitUntil(() => listener.heard.length >= expected.length, patience);
		expect(listener.heard).toEqual(expected);

		await unsubscribe();
		await store.create(sampleRecord(now));
		await store.endByUser(sampleUser("alice"), end);
		const other = createListener();
		const unsubscribeOther = await here.store({ prefix }).subscribe(other);
		await unsubscribeOther();
		expect([listener.heard.length, other.heard]).toEqual([expected.length, []]);
	});
});

describe.concurrent.each([
	[
		"ioredis",
		async (url: string) => {
			const client = new Redis(url).on("error", () => {});
			return { store: redisStore(client), close: () => client.disconnect() };
		},
	],
	[
		"node-redis",
		async (url: string) => {
			const client = createClient({ url }).on("error", () => {});
			await client.connect();
			return { store: redisStore(client), close: () => client.destroy() };
		},
	],
])("%s", (_name, connect) => {
	test("a lost channel is told, and so is its return", async () => {
		const redis = await startRedis({ own: true });
		const { store, close } = await connect(redis.url);
		const listener = createListener();
		const unsubscribe = await store.subscribe(listener);
		await redis.kill();
		await vi.waitUntil(() => listener.heard.length === 1, patience);
		await redis.restart();
		await vi.waitUntil(() => listener.heard.length === 2, patience);
		const record = sampleRecord(Date.now());
		await store.create(record);
		await store.end(record.id, end);
		await vi.waitUntil(() => listener.heard.length === 3, patience);
		expect(listener.heard).toEqual(["lost", "restored", record.id]);

		redis.pause(); // the connection stays, and nothing comes over it any more
		await vi.waitUntil(() => listener.heard.length === 4, patience);
		redis.resume();
		await vi.waitUntil(() => listener.heard.length === 5, patience);
		expect(listener.heard.slice(3)).toEqual(["lost", "restored"]);

		await unsubscribe();
		close();
		await redis.stop();
	});

	test("a channel that can't be opened is an error", async () => {
		const redis = await startRedis({ own: true });
		const { store, close } = await connect(redis.url);
		await redis.kill();
		await expect(store.subscribe(createListener())).rejects.toThrow();
		close();
		await redis.stop();
	});
});
