/** Pages of the reference of the stores, and of the cache in front of them. */

import type { ApiPage } from "./page.ts";

export const storePages: readonly ApiPage[] = [
	{
		slug: "cache",
		title: "@sojourn/cache",
		description: "A bounded cache in front of any store.",
		module: "@sojourn/cache",
		entry: "packages/cache/src/index.ts",
		first: ["cached"],
	},
	{
		slug: "store-redis",
		title: "@sojourn/store-redis",
		description: "Sessions in Redis, Redis Cluster, Valkey and Upstash.",
		module: "@sojourn/store-redis",
		entry: "packages/store-redis/src/index.ts",
		first: ["redisStore"],
	},
	{
		slug: "store-sql",
		title: "@sojourn/store-sql",
		description: "Sessions in SQL databases.",
		module: "@sojourn/store-sql",
		entry: "packages/store-sql/src/index.ts",
	},
];
