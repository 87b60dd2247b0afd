/** The HTTP contract through Express on Redis: the rows of SECURITY.md, by their ids. */

import { httpContract } from "@sojourn/core/testing";
import express from "express";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, test } from "vitest";
import { expressServer } from "../../adapter-express/src/testing/contract-server.ts";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { redisStore } from "../src/index.ts";
import { freshPrefix, sharedRedis } from "./combinations.ts";

describe("Express on Redis", () => {
	let redis: Redis;
	beforeAll(async () => {
		redis = new Redis((await sharedRedis()).url);
	});
	afterAll(() => redis.disconnect());

	/** All keys with that prefix, and what is under them. */
	async function dump(prefix: string): Promise<string> {
		const lines: string[] = [];
		for (const key of await redis.keys(`${prefix}*`)) {
			const isText = (await redis.type(key)) === "string";
			lines.push(`${key} ${isText ? await redis.get(key) : JSON.stringify(await redis.zrange(key, "0", "-1"))}`);
		}
		return lines.join("\n");
	}

	const cases = httpContract({
		start: expressServer(express),
		client: httpClient,
		async store(now) {
			const prefix = freshPrefix();
			return { store: redisStore(redis, { prefix, now }), dump: () => dump(prefix), close: async () => {} };
		},
	});
	for (const { name, run } of cases) test(name, run);
});
