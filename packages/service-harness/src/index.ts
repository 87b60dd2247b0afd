/** @sojourn/service-harness: real servers for tests and benchmarks, gone when the process is, however it ends. */

export { type MariaDbOptions, type MariaDbService, startMariaDb } from "./maria-db.ts";
export type { OpenIdBrowser } from "./openid-browser.ts";
export type { OpenIdProviderOptions } from "./openid-configuration.ts";
export type { OpenIdEndpoint, OpenIdFault, OpenIdFaults } from "./openid-faults.ts";
export { type OpenIdProvider, type SpendOutcome, startOpenIdProvider } from "./openid-provider.ts";
export type { OpenIdTokens, SignInRequest } from "./openid-sign-in.ts";
export { type PostgresOptions, type PostgresService, startPostgres } from "./postgres.ts";
export { missingPackages } from "./programs.ts";
export { type ServiceProxy, startProxy } from "./proxy.ts";
export { type RedisOptions, type RedisService, startRedis } from "./redis.ts";
export { type RedisCluster, type RedisClusterOptions, startRedisCluster } from "./redis-cluster.ts";
export { type RedisSentinel, startRedisSentinel } from "./redis-sentinel.ts";
export type { Service } from "./service.ts";
