/** @sojourn/store-redis: sessions in Redis, Redis Cluster, Valkey and Upstash. */

export type { ConnectedClient } from "./clients/open-port.ts";
export type { UpstashClient } from "./clients/upstash.ts";
export { fromEnv, type RestCredentials } from "./from-env.ts";
export { type RedisStore, type RedisStoreOptions, type RestStore, redisStore } from "./redis-store.ts";
