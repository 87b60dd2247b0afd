/** A ledger in Redis, Redis Cluster, Valkey or Upstash. */

import { ConfigurationError } from "@sojourn/core";
import { backendCall } from "./backend-call.ts";
import { checkedLedger } from "./checked-ledger.ts";
import type { Ledger } from "./ledger.ts";
import { evaluator, type RedisLedgerClient } from "./redis-client.ts";
import { fromStored, toStored } from "./stored-text.ts";

export interface RedisLedgerOptions {
	/** What all keys begin with. Default `"sojourn:ledger:"`. */
	readonly prefix?: string;
}

/** The time by the server's clock, in milliseconds, and the set without the members whose time is up. */
const prelude = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)`;

/** A set is sorted by when its members' time is up. Each script has one key. */
const scripts = {
	get: "return redis.call('GET', KEYS[1])",

	/** ARGV: the value, the ttl, the value that is expected, if any. */
	put: `
if redis.call('GET', KEYS[1]) ~= (ARGV[3] or false) then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`,

	remove: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`,

	/** ARGV: the member, the ttl. */
	add: `${prelude}
redis.call('ZADD', KEYS[1], 'GT', string.format('%.0f', now + ARGV[2]), ARGV[1])
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], last[2])`,

	members: `${prelude}
return redis.call('ZRANGE', KEYS[1], 0, -1)`,

	drop: "redis.call('ZREM', KEYS[1], ARGV[1])",
};

/**
 * Keeps everything in Redis 6.2 or later, which forgets it by itself. Each call is one command, an atomic script on one key,
 * so any key may be in any slot of a cluster. The client is used as it is, and never closed.
 *
 * Times go by the server's clock. When a master is lost, so are the last writes that no replica has had: a lock may then be
 * given twice, and a mark of use be forgotten. Set `maxmemory-policy noeviction`: a server that makes room by itself forgets
 * what was revoked.
 *
 * @param client of ioredis, node-redis or `@upstash/redis`, connected
 * @throws ConfigurationError naming what won't do
 */
export function redisLedger(
	client: RedisLedgerClient,
	{ prefix = "sojourn:ledger:" }: RedisLedgerOptions = {},
): Ledger {
	if (!/^[!-~]{0,100}$/.test(prefix)) {
		throw new ConfigurationError([`prefix is ${JSON.stringify(prefix)}: give up to 100 visible ASCII characters.`]);
	}
	const evaluate = evaluator(client);
	const entry = (key: string) => `${prefix}entry:${key}`;
	const set = (key: string) => `${prefix}set:${key}`;

	const backend: Ledger = {
		async get(key) {
			const stored = await evaluate(scripts.get, entry(key));
			return stored === null ? null : fromStored(String(stored));
		},

		async put(key, value, expected, ttl) {
			const condition = expected === null ? [] : [toStored(expected)];
			const written = await evaluate(scripts.put, entry(key), toStored(value), `${ttl}`, ...condition);
			return Number(written) === 1;
		},

		async remove(key, value) {
			return Number(await evaluate(scripts.remove, entry(key), toStored(value))) === 1;
		},

		async add(key, member, ttl) {
			await evaluate(scripts.add, set(key), toStored(member), `${ttl}`);
		},

		async members(key) {
			const stored = (await evaluate(scripts.members, set(key))) as readonly unknown[];
			return stored.map((member) => fromStored(String(member)));
		},

		async drop(key, member) {
			await evaluate(scripts.drop, set(key), toStored(member));
		},

		sweep: async () => ({ expired: [], forgotten: 0, more: false }),
	};
	return checkedLedger(backend, backendCall());
}
