/** Where sessions are kept outside of the server: for Sojourn and for its peers, on the same client libraries. */

import { cached } from "@sojourn/cache";
import { redisStore } from "@sojourn/store-redis";
import { migrate, postgresStore } from "@sojourn/store-sql";
import connectPgSimple from "connect-pg-simple";
import { RedisStore } from "connect-redis";
import expressSession from "express-session";
import { Pool } from "pg";
import { createClient } from "redis";

export const connected = (url: string) => createClient({ url }).on("error", console.error).connect();
export const pool = (connectionString: string) => new Pool({ connectionString }).on("error", console.error);

/** Sojourn's, each as its documentation sets it up. */
export const ourStores = {
	redis: async (url: string) => redisStore(await connected(url)),

	/** Redis with a cache in front that hears of what other processes change. */
	async cachedRedis(url: string) {
		const store = redisStore(await connected(url));
		return cached(store, { invalidation: store });
	},

	async postgres(url: string) {
		const store = postgresStore(pool(url));
		await migrate(store);
		return store;
	},
};

/** express-session's, each as its documentation sets it up: they touch a session with every request. */
export const peerStores = {
	redis: async (url: string) => new RedisStore({ client: await connected(url) }),

	async postgres(url: string) {
		const PostgresStore = connectPgSimple(expressSession);
		return new PostgresStore({ pool: pool(url), createTableIfMissing: true });
	},
};
