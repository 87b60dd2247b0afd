/** A Redis server that keeps everything in memory and nothing on disk, through node-redis. */

import { startRedis } from "@sojourn/service-harness";
import { redisStore } from "@sojourn/store-redis";
import { createClient } from "redis";
import type { OpenBackend } from "../backend.ts";
import { chunks } from "../chunks.ts";

/** How many calls are on their way at a time while it is filled. */
const underWay = 500;

export const openRedis: OpenBackend = async (now) => {
	const service = await startRedis({ own: true, args: ["--appendonly", "no"] });
	const client = createClient({ url: service.url }).on("error", console.error);
	await client.connect();
	const store = redisStore(client, { now });
	const usedMemory = async () => Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]);
	const empty = await usedMemory();
	return {
		store,
		async load(records) {
			for (const some of chunks(records, underWay)) await Promise.all(some.map((record) => store.create(record)));
		},
		settle: async () => {},
		async census() {
			let sessions = 0;
			for await (const keys of client.scanIterator({ MATCH: "sojourn:{????}:s:*", COUNT: 10_000 }))
				sessions += keys.length;
			return { sessions, bytes: (await usedMemory()) - empty };
		},
		async close() {
			await client.close();
			await service.stop();
		},
	};
};
