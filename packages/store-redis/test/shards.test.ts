/** After a change of secrets: a user's sessions under two tags, on two servers of a cluster. */

import { type SessionRecord, tombstone, type UserRef } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RedisStore } from "../src/index.ts";
import { connectedClients, freshPrefix, type Opened } from "./combinations.ts";

/** In a cluster of three, each has a master of its own: their slots are 649, 8221 and 11911. */
const [newest, older, oldest] = ["cccc", "bbbb", "tagA"] as const;
const user: UserRef = { id: "alice", shards: [newest, older, oldest] };
const olderShards = [older, oldest];

describe.each(["ioredis, one Redis", "ioredis, Redis Cluster", "node-redis, Redis Cluster"])("%s", (name) => {
	let client: Opened<RedisStore>;
	let store: RedisStore;
	let now: number;
	let count = 0;
	beforeAll(async () => {
		client = await connectedClients[name]!();
	}, 60_000);
	afterAll(() => client.close());
	beforeEach(() => {
		now = Date.now();
		store = client.store({ prefix: freshPrefix(), now: () => now });
	});

	const record = (tag: string) => sampleRecord(++now, { id: `${tag}${`${++count}`.padStart(22, "0")}` });
	async function add(...tags: string[]): Promise<SessionRecord[]> {
		const records = tags.map(record);
		for (const one of records) await store.create(one);
		return records;
	}
	const ids = (records: readonly SessionRecord[]) => records.map(({ id }) => id);

	test("lists are of all, the newest first, whatever the pages", async () => {
		const records = (await add(oldest, older, oldest, older, newest, older, newest, newest)).reverse();
		for (const limit of [1, 2, 3, 8, 100]) {
			const all: SessionRecord[] = [];
			for (let cursor: string | null = ""; cursor !== null; ) {
				const page = await store.listByUser(user, { limit, ...(cursor && { cursor }) });
				all.push(...page.items);
				cursor = page.cursor;
			}
			expect(all).toEqual(records);
		}
		expect(await store.countByUser(user)).toBe(8);
	});

	test("ending all ends all, but for the one", async () => {
		const records = await add(oldest, older, newest, newest);
		const how = { state: "invalidated", reason: "revoked", at: now } as const;
		const ended = await store.endByUser(user, how, records[1]!.id);
		expect(ended.toSorted()).toEqual(ids([records[0]!, records[2]!, records[3]!]).sort());
		expect((await store.listByUser(user, { limit: 9 })).items).toEqual([records[1]]);
	});

	test("a limit counts them all: reject", async () => {
		await add(oldest, older, newest);
		const limit = { policy: "reject", olderShards } as const;
		expect(await store.create(record(newest), { ...limit, max: 3 })).toEqual({ created: false, reason: "limit" });
		expect(await store.create(record(newest), { ...limit, max: 4 })).toEqual({ created: true, evicted: [] });
		expect(await store.countByUser(user)).toBe(4);
	});

	test("a limit counts them all: evict the oldest, first those under the oldest tag", async () => {
		const records = await add(oldest, oldest, older, newest);
		const limit = { policy: "evict-oldest", olderShards } as const;
		const first = record(newest);
		expect(await store.create(first, { ...limit, max: 4 })).toEqual({ created: true, evicted: [records[0]!.id] });
		const end = { state: "invalidated", reason: "limit", at: first.createdAt } as const;
		expect(await store.read(records[0]!.id)).toEqual(tombstone(records[0]!, end));
		expect(await store.create(record(newest), { ...limit, max: 3 })).toEqual({
			created: true,
			evicted: ids(records.slice(1, 3)),
		});
		expect(await store.create(record(newest), { ...limit, max: 1 })).toMatchObject({ evicted: { length: 3 } });
		expect(await store.countByUser(user)).toBe(1);
	});

	test("a limit counts them all: an id that is taken evicts nobody", async () => {
		const records = await add(older, newest);
		const limit = { max: 1, policy: "evict-oldest", olderShards } as const;
		const taken = { ...records[1]!, data: '"other"' };
		expect(await store.create(taken, limit)).toEqual({ created: false, reason: "exists" });
		expect(await store.countByUser(user)).toBe(2);
	});

	test.each(["reject", "evict-oldest"] as const)("a limit is exact under 40 racing creates: %s", async (policy) => {
		await add(oldest, older, older, newest);
		const results = await Promise.all(
			Array.from({ length: 40 }, () => store.create(record(newest), { max: 6, policy, olderShards })),
		);
		expect(await store.countByUser(user)).toBe(6);
		const created = results.filter((result) => result.created);
		const evicted = created.flatMap((result) => result.evicted);
		expect(created.length).toBe(policy === "reject" ? 2 : 40);
		expect([evicted.length, new Set(evicted).size]).toEqual(policy === "reject" ? [0, 0] : [38, 38]);
	});
});
