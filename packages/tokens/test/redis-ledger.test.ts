/** What the contract doesn't ask of Redis: what is left there, what it takes, what it does without. */

import { startRedis } from "@sojourn/service-harness";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { freshPrefix, sharedRedis } from "../../store-redis/test/combinations.ts";
import { type Ledger, redisLedger } from "../src/index.ts";

const hour = 3_600_000;

let redis: Redis;
let prefix: string;
let ledger: Ledger;
beforeAll(async () => {
	redis = new Redis((await sharedRedis()).url);
});
beforeEach(() => {
	prefix = freshPrefix();
	ledger = redisLedger(redis, { prefix });
});
afterAll(() => redis.disconnect());

/** All that a ledger can do. */
async function useAll(ledger: Ledger): Promise<void> {
	expect(await ledger.put("key", "first", null, hour)).toBe(true);
	expect(await ledger.put("key", "second", "first", hour)).toBe(true);
	expect(await ledger.get("key")).toBe("second");
	expect(await ledger.remove("key", "second")).toBe(true);
	await ledger.add("set", "a", hour);
	await ledger.add("set", "b", hour);
	await ledger.drop("set", "a");
	expect(await ledger.members("set")).toEqual(["b"]);
	await ledger.drop("set", "b");
}

test("a server that has forgotten its scripts, or was emptied, goes on", async () => {
	await useAll(ledger);
	await redis.script("FLUSH");
	await useAll(ledger);
	await redis.flushall();
	await useAll(ledger);
});

test("no key stays for ever, and a set stays for as long as its last member", async () => {
	await ledger.put("key", "value", null, hour);
	await ledger.put("key", "value", "value", 2 * hour);
	await ledger.add("set", "long", 2 * hour);
	await ledger.add("set", "short", hour);
	const keys = await redis.keys(`${prefix}*`);
	expect(keys.sort()).toEqual([`${prefix}entry:key`, `${prefix}set:set`]);
	for (const key of keys) {
		const left = await redis.pttl(key);
		expect(left).toBeLessThanOrEqual(2 * hour);
		expect(left).toBeGreaterThan(2 * hour - 60_000);
	}
});

test("members whose time is up leave the server, whoever looks next", async () => {
	await redis.zadd(`${prefix}set:set`, "1", '="long gone"');
	await ledger.add("set", "member", hour);
	expect(await redis.zcard(`${prefix}set:set`)).toBe(1);
	await redis.zadd(`${prefix}set:set`, "1", '="long gone"');
	expect(await ledger.members("set")).toEqual(["member"]);
	expect(await redis.zcard(`${prefix}set:set`)).toBe(1);
});

test("a client that puts a prefix of its own before keys will do", async () => {
	const client = new Redis((await sharedRedis()).url, { keyPrefix: "mine:" });
	await useAll(redisLedger(client, { prefix }));
	await redisLedger(client, { prefix }).put("key", "value", null, hour);
	expect(await redis.exists(`mine:${prefix}entry:key`)).toBe(1);
	client.disconnect();
});

test("a user with few rights will do", async () => {
	const service = await startRedis({ own: true });
	const admin = new Redis(service.url);
	const commands = "eval get set del time zadd zrem zrange zrevrange zremrangebyscore pexpireat";
	const rights = ["-@all", ...commands.split(" ").map((name) => `+${name}`), "+@connection", "+info"];
	await admin.call("ACL", "SETUSER", "app", "on", "nopass", ...rights, "~sojourn:ledger:*");
	const client = new Redis(service.url, { username: "app", password: "any" });
	await useAll(redisLedger(client));
	client.disconnect();
	admin.disconnect();
	await service.stop();
});

test("what it can't use is refused", async () => {
	expect(() => redisLedger(redis, { prefix: "a b" })).toThrow("prefix");
	expect(() => redisLedger({} as Redis)).toThrow("none of ioredis, node-redis");
	const unconnected = redisLedger(createClient());
	await expect(unconnected.get("key")).rejects.toMatchObject({ code: "store-unavailable" });
});
