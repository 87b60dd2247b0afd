/** Errors say what went wrong, and nothing of the session. */

import { inspect } from "node:util";
import { sampleRecord } from "@sojourn/core/testing";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { type RedisStoreOptions, redisStore } from "../src/index.ts";
import { clients, freshPrefix, sharedRedis } from "./combinations.ts";
import { startRestShim } from "./rest-shim.ts";

const singles = Object.entries(clients).filter(([name]) => !name.includes("Cluster"));
const unpipelined = async () => {
	const { url, close } = await startRestShim((await sharedRedis()).url, "token");
	const client = new UpstashRedis({ url, token: "token", enableTelemetry: false, enableAutoPipelining: false });
	return { store: (options?: RedisStoreOptions) => redisStore(client, options), close };
};

test.each([...singles, ["@upstash/redis, one command a request", unpipelined] as const])(
	"%s",
	async (_name, connect) => {
		const { store, close } = await connect();
		const redis = new Redis((await sharedRedis()).url);
		const prefix = freshPrefix();
		const record = sampleRecord(Date.now(), { data: '"private"' });
		await redis.rpush(`${prefix}{${record.id.slice(0, 4)}}:s:${record.id}`, "a list");

		for (const call of [() => store({ prefix }).create(record), () => store({ prefix }).update(record, 1)]) {
			const error = await call().catch((thrown) => thrown);
			expect(error.message).toContain("WRONGTYPE");
			expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/private|LPJNul|secretHash/);
		}
		redis.disconnect();
		await close();
	},
);
