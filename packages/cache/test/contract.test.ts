/** The store contract with the cache in front of real stores, each telling what changes on its own channel. */

import { encryptedStore, type Invalidations, type SessionStore } from "@sojourn/core";
import { type StoreCapability, storeContract } from "@sojourn/core/testing";
import { startPostgres, startRedis } from "@sojourn/service-harness";
import { redisStore } from "@sojourn/store-redis";
import { migrate, postgresStore } from "@sojourn/store-sql";
import { Redis } from "ioredis";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, test } from "vitest";
import { cached } from "../src/index.ts";

type TellingStore = SessionStore & Invalidations;

interface Backend {
	/** Two stores with nothing in them, on clients of their own. */
	open(now: () => number): Promise<readonly TellingStore[]>;
	close(): Promise<unknown>;
}

let count = 0;
const secrets = "a-secret-of-the-cache-tests-long-enough-0123456789";

async function openRedis(): Promise<Backend> {
	const { url } = await startRedis();
	const clients = [new Redis(url), new Redis(url)];
	return {
		async open(now) {
			const options = { prefix: `cache:${process.pid}:${++count}:`, now };
			return clients.map((client) => redisStore(client, options));
		},
		close: async () => clients.forEach((client) => void client.disconnect()),
	};
}

async function openEncryptedRedis(): Promise<Backend> {
	const redis = await openRedis();
	return {
		...redis,
		open: async (now) => (await redis.open(now)).map((store) => encryptedStore(store, { secrets, now })),
	};
}

async function openPostgres(): Promise<Backend> {
	const { url } = await startPostgres();
	const pools = [1, 2].map(() => new Pool({ connectionString: url }).on("error", () => {}));
	return {
		async open(now) {
			const options = { table: `cache_${process.pid}_${++count}`, now };
			const stores = pools.map((pool) => postgresStore(pool, { ...options, notifications: pool }));
			await Promise.all(stores.map(migrate));
			return stores;
		},
		close: () => Promise.all(pools.map((pool) => pool.end())),
	};
}

/** The cache in front of the store, once messages arrive: before that it keeps nothing. */
async function openCache(store: TellingStore) {
	const subscribed = Promise.withResolvers<void>();
	const cache = cached(store, {
		invalidation: {
			async subscribe(listener) {
				const unsubscribe = await store.subscribe(listener);
				setImmediate(subscribed.resolve);
				return unsubscribe;
			},
		},
	});
	await subscribed.promise;
	return cache;
}

const backends: readonly [name: string, capabilities: StoreCapability[], open: () => Promise<Backend>][] = [
	["Redis, told by publish and subscribe", ["user-index", "scan"], openRedis],
	["encryptedStore on Redis, told by publish and subscribe", ["user-index", "scan"], openEncryptedRedis],
	["PostgreSQL, told by LISTEN and NOTIFY", ["user-index", "scan", "sweep"], openPostgres],
];

describe.each(backends)("store contract: the cache in front of %s", (_name, capabilities, openBackend) => {
	let backend: Backend;
	beforeAll(async () => {
		backend = await openBackend();
	}, 60_000);
	afterAll(() => backend.close());

	const cases = storeContract({
		capabilities,
		async open(now) {
			const caches = await Promise.all((await backend.open(now)).map(openCache));
			return {
				store: caches[0]!,
				another: async () => caches[1]!,
				close: async () => void (await Promise.all(caches.map((cache) => cache.close()))),
			};
		},
	});
	for (const { name, run } of cases) test(name, run);
});
