/** What the contract doesn't ask for: what Redis holds, what it refuses, what comes over the wire. */

import { forgetAt } from "@sojourn/core";
import { sampleId, sampleRecord, sampleUser } from "@sojourn/core/testing";
import { startRedis } from "@sojourn/service-harness";
import { Cluster, Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { redisStore } from "../src/index.ts";
import { freshPrefix, sharedRedis } from "./combinations.ts";

const end = (at: number) => ({ state: "invalidated", reason: "logout", at }) as const;

let redis: Redis;
let prefix: string;
let now: number;
beforeAll(async () => {
	redis = new Redis((await sharedRedis()).url);
});
beforeEach(() => {
	prefix = freshPrefix();
	now = Date.now();
});
afterAll(() => redis.disconnect());

const open = () => redisStore(redis, { prefix, now: () => now });
const sessionKey = (id: string) => `${prefix}{${id.slice(0, 4)}}:s:${id}`;
const indexKey = (userId: string) => `${prefix}{${sampleUser(userId).shards[0]}}:u:${JSON.stringify(userId)}`;

/** How long Redis keeps a key still, in milliseconds, give or take what the test has taken. */
async function expectLifetime(key: string, milliseconds: number): Promise<void> {
	const left = await redis.pttl(key);
	expect(left).toBeLessThanOrEqual(milliseconds);
	expect(left).toBeGreaterThan(milliseconds - 20_000);
}

describe("Redis forgets by itself", () => {
	test("a session, a tombstone, and the index with the last of them", async () => {
		const store = open();
		const record = sampleRecord(now);
		await store.create(record);
		await expectLifetime(sessionKey(record.id), forgetAt(record) - now);
		await expectLifetime(indexKey("alice"), forgetAt(record) - now);

		now += 600_000;
		await store.touch(record.id, now);
		await expectLifetime(sessionKey(record.id), forgetAt({ ...record, lastSeenAt: now }) - now);
		await expectLifetime(indexKey("alice"), forgetAt({ ...record, lastSeenAt: now }) - now);

		const longer = { ...record, version: 2, lastSeenAt: now, idleTimeout: 3_600_000 };
		await store.update(longer, 1);
		await expectLifetime(sessionKey(record.id), forgetAt(longer) - now);
		await expectLifetime(indexKey("alice"), forgetAt(longer) - now);

		await store.end(record.id, end(now));
		await expectLifetime(sessionKey(record.id), record.tombstoneTtl);
		expect(await redis.exists(indexKey("alice"))).toBe(0);
	});

	test("no key without a time, whatever has been done", async () => {
		const store = open();
		const records = Array.from({ length: 5 }, () => sampleRecord(now));
		for (const record of records) await store.create(record, { max: 3, policy: "evict-oldest" });
		await store.touch(records[4]!.id, now + 5);
		await store.endByUser(sampleUser("alice"), end(now), records[4]!.id);
		await store.create(sampleRecord(now, { userId: null }));
		const keys = await redis.keys(`${prefix}*`);
		expect(keys).toHaveLength(7);
		for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
	});
});

describe("the user's index heals", () => {
	test("as it is read: what is gone, ended, or long expired leaves it", async () => {
		const store = open();
		const [gone, over, expired, live] = [
			sampleRecord(now),
			sampleRecord(now),
			sampleRecord(now, { idleTimeout: 1_000 }),
			sampleRecord(now, { idleTimeout: 9_000_000, expiresAt: now + 9_000_000 }),
		];
		for (const record of [gone, over, expired, live]) await store.create(record);
		await redis.del(sessionKey(gone.id));
		await store.end(over.id, end(now));
		await redis.zadd(indexKey("alice"), `${now}`, over.id);
		now += 3_700_000;
		expect((await store.listByUser(sampleUser("alice"), { limit: 10 })).items).toEqual([live]);
		expect(await redis.zrange(indexKey("alice"), "0", "-1")).toEqual([live.id]);

		await redis.zadd(indexKey("alice"), `${now}`, gone.id);
		expect(await store.countByUser(sampleUser("alice"))).toBe(1);
		expect(await redis.zrange(indexKey("alice"), "0", "-1")).toEqual([live.id]);
	});

	test("when it was lost: a session in use is put back into it", async () => {
		const store = open();
		const [touched, updated] = [sampleRecord(now), sampleRecord(now)];
		for (const record of [touched, updated]) await store.create(record);
		await redis.del(indexKey("alice"));
		await store.touch(touched.id, now + 1);
		await store.update({ ...updated, version: 2 }, 1);
		expect(await store.countByUser(sampleUser("alice"))).toBe(2);
	});
});

test("a create that is sent again because its reply was lost says that it was made", async () => {
	const record = sampleRecord(now);
	expect(await open().create(record)).toEqual({ created: true, evicted: [] });
	expect(await open().create(record)).toEqual({ created: true, evicted: [] });
});

test("thousands of sessions of one user are listed, counted and ended", async () => {
	const store = open();
	const records = Array.from({ length: 2_500 }, (_, index) => sampleRecord(now, { createdAt: now + (index % 3) }));
	await Promise.all(records.map((record) => store.create(record)));
	const newest = records.toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
	const { items } = await store.listByUser(sampleUser("alice"), { limit: 1_000 });
	expect(items.map(({ id }) => id)).toEqual(newest.slice(0, 1_000).map(({ id }) => id));
	expect(await store.countByUser(sampleUser("alice"))).toBe(2_500);
	expect(await store.create(sampleRecord(now + 5), { max: 1, policy: "evict-oldest" })).toMatchObject({
		evicted: { length: 2_500 },
	});
});

describe("what isn't ours", () => {
	test("a value of another program under a session's key is an error to read, and is left alone", async () => {
		const { id } = sampleRecord(now);
		await redis.set(sessionKey(id), "something else");
		await expect(open().read(id)).rejects.toThrow("another program");
		expect(await open().end(id, end(now))).toBe(false);
		await redis.del(sessionKey(id));
		await redis.rpush(sessionKey(id), "a list");
		await expect(open().read(id)).rejects.toThrow("WRONGTYPE");
		await expect(open().update(sampleRecord(now, { id }), 1)).rejects.toThrow("WRONGTYPE");
	});

	test("keys of other programs and of other prefixes are in no scan", async () => {
		await redisStore(redis, { prefix: `${prefix}other:` }).create(sampleRecord(now));
		await redis.set(`${prefix}something`, "else");
		await redis.set(`${prefix}{toolong}:s:x`, "else");
		const record = sampleRecord(now);
		await open().create(record);
		const all = [];
		for (let cursor: string | null = ""; cursor !== null; ) {
			const page = await open().scan({ limit: 10, ...(cursor && { cursor }) });
			all.push(...page.items);
			cursor = page.cursor;
		}
		expect(all).toEqual([record]);
	});

	test("a session with an id that could mean something to Redis is refused", async () => {
		for (const id of ["", "abc", "a{b}c-and-more", "*".repeat(26), "\r\nDEL x"]) {
			await expect(open().create(sampleRecord(now, { id }))).rejects.toMatchObject({ code: "invalid-argument" });
		}
	});
});

describe("construction refuses", () => {
	test("a prefix, a number of replicas, a client that won't do", () => {
		expect(() => redisStore(redis, { prefix: "{x}" })).toThrow("prefix");
		expect(() => redisStore(redis, { waitForReplicas: -1 })).toThrow("waitForReplicas");
		expect(() => redisStore({} as Redis)).toThrow("none of ioredis, node-redis");
		const rest = { get: null, eval: null, evalsha: null, scan: null };
		expect(() => redisStore(rest as never, { waitForReplicas: 1 })).toThrow("REST");
	});

	test("a client that puts a prefix of its own before keys", () => {
		const prefixed = new Redis({ keyPrefix: "x:", lazyConnect: true });
		expect(() => redisStore(prefixed)).toThrow("keyPrefix");
		const cluster = new Cluster([], { keyPrefix: "x:", lazyConnect: true });
		expect(() => redisStore(cluster)).toThrow("keyPrefix");
	});
});

describe("a client with few rights", () => {
	const ours =
		"get getex set getrange setrange exists pexpire pttl zadd zrem zrange zrevrangebyscore eval evalsha scan";
	const rights = [
		...ours.split(" ").map((name) => `+${name}`),
		"+publish",
		"+subscribe",
		"+wait",
		"+@connection",
		"+info",
	];

	test.each([
		["those that the README lists", "&sojourn:changed", true],
		["those, but for the channel", "resetchannels", false],
	])("%s: all works", async (_which, channel, listens) => {
		const service = await startRedis({ own: true });
		const admin = new Redis(service.url);
		await admin.call("ACL", "SETUSER", "app", "on", "nopass", "-@all", ...rights, "~sojourn:*", channel);
		const client = new Redis(service.url, { username: "app", password: "any" });
		const store = redisStore(client);
		const [first, second] = [sampleRecord(now), sampleRecord(now)];
		await store.create(first);
		await store.touch(first.id, now + 1);
		expect(await store.update({ ...first, version: 2, data: '"changed"' }, 1)).toBe(true);
		expect(await store.end(first.id, end(now))).toBe(true);
		expect(await store.create(second, { max: 1, policy: "evict-oldest" })).toMatchObject({ created: true });
		expect((await store.listByUser(sampleUser("alice"), { limit: 9 })).items).toEqual([second]);
		expect(await store.countByUser(sampleUser("alice"))).toBe(1);
		expect((await store.scan({ limit: 9 })).items).toHaveLength(2);
		expect(await store.endByUser(sampleUser("alice"), end(now))).toEqual([second.id]);
		const subscribing = store.subscribe({ changed() {}, lost() {}, restored() {} });
		if (listens) await (await subscribing)();
		else await expect(subscribing).rejects.toThrow("NOPERM");
		client.disconnect();
		admin.disconnect();
		await service.stop();
	});
});

test("sessions created at the same time are in the order of their ids' bytes, on every page", async () => {
	const store = open();
	const names = ["A", "_", "a", "-", "B", "b", "0"];
	for (const name of names) await store.create(sampleRecord(now, { id: sampleId("alice", name), createdAt: now }));
	const listed: string[] = [];
	for (let cursor: string | null = ""; cursor !== null; ) {
		const page = await store.listByUser(sampleUser("alice"), { limit: 1, ...(cursor && { cursor }) });
		listed.push(...page.items.map(({ id }) => id));
		cursor = page.cursor;
	}
	expect(listed).toEqual(
		names
			.map((name) => sampleId("alice", name))
			.sort()
			.reverse(),
	);
});
