/** Every client against the servers that it is for. */

import { type RedisCluster, type RedisService, startRedis, startRedisCluster } from "@sojourn/service-harness";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Cluster, Redis } from "ioredis";
import { createClient, createClientPool, createCluster } from "redis";
import { type RedisStore, type RedisStoreOptions, type RestStore, redisStore } from "../src/index.ts";
import { startRestShim } from "./rest-shim.ts";

/** A client that was opened. */
export interface Opened<Store = RedisStore | RestStore> {
	store(options?: RedisStoreOptions): Store;
	close(): Promise<void>;
}

let single: Promise<RedisService> | undefined;
let cluster: Promise<RedisCluster> | undefined;

/** The Redis that the tests of one file share: started by the first that asks, ended with the process. */
export function sharedRedis(): Promise<RedisService> {
	single ??= startRedis();
	return single;
}

/** The cluster that the tests of one file share. */
export function sharedCluster(): Promise<RedisCluster> {
	cluster ??= startRedisCluster({ masters: 3, replicas: 3 });
	return cluster;
}

/** Clients that keep connections, by name. Where they can, they are set to read from replicas: the store mustn't. */
export const connectedClients: Readonly<Record<string, () => Promise<Opened<RedisStore>>>> = {
	async "ioredis, one Redis"() {
		const client = new Redis((await sharedRedis()).url);
		return { store: (options) => redisStore(client, options), close: async () => client.disconnect() };
	},

	async "node-redis, one Redis"() {
		const client = createClient({ url: (await sharedRedis()).url });
		await client.on("error", ignore).connect();
		return { store: (options) => redisStore(client, options), close: async () => client.destroy() };
	},

	async "node-redis pool, one Redis"() {
		const pool = createClientPool({ url: (await sharedRedis()).url });
		await pool.on("error", ignore).connect();
		return { store: (options) => redisStore(pool, options), close: async () => pool.destroy() };
	},

	async "ioredis, Redis Cluster"() {
		const client = new Cluster([...(await sharedCluster()).urls], { scaleReads: "slave", retryDelayOnTryAgain: 10 });
		return { store: (options) => redisStore(client, options), close: async () => client.disconnect() };
	},

	async "node-redis, Redis Cluster"() {
		const rootNodes = (await sharedCluster()).urls.map((url) => ({ url }));
		const client = createCluster({ rootNodes, useReplicas: true });
		await client.on("error", ignore).connect();
		return { store: (options) => redisStore(client, options), close: async () => client.destroy() };
	},
};

/** All clients by name. */
export const clients: Readonly<Record<string, () => Promise<Opened>>> = {
	...connectedClients,

	async "@upstash/redis, Redis over REST"() {
		const { url, close } = await startRestShim((await sharedRedis()).url, "token");
		const client = new UpstashRedis({ url, token: "token", enableTelemetry: false });
		return { store: (options) => redisStore(client, options), close };
	},
};

let prefixes = 0;

/** A prefix that nobody else uses. */
export function freshPrefix(): string {
	return `test:${process.pid}:${++prefixes}:`;
}

function ignore(): void {}
