/** Which kind of client it is. */

import { ConfigurationError } from "@sojourn/core";
import type { RedisPort } from "../port.ts";
import { type IoredisClient, ioredisPort } from "./ioredis.ts";
import { type IoredisCluster, ioredisClusterPort } from "./ioredis-cluster.ts";
import { type NodeRedisClient, type NodeRedisPool, nodeRedisPort } from "./node-redis.ts";
import { type NodeRedisCluster, nodeRedisClusterPort } from "./node-redis-cluster.ts";
import { type NodeRedisSentinel, nodeRedisSentinelPort } from "./node-redis-sentinel.ts";
import { requireOpen } from "./require-open.ts";
import { type UpstashClient, upstashPort } from "./upstash.ts";

/** A client that keeps connections, and so can listen. */
export type ConnectedClient =
	| IoredisClient
	| IoredisCluster
	| NodeRedisClient
	| NodeRedisPool
	| NodeRedisCluster
	| NodeRedisSentinel;

/** @throws ConfigurationError when it is none of the clients that we know, or set up in a way that doesn't work */
export function openPort(client: ConnectedClient | UpstashClient): RedisPort {
	if ("nodes" in client) return ioredisClusterPort(client);
	if ("call" in client) return ioredisPort(client);
	if ("nodeClient" in client) return requireOpen(client, nodeRedisClusterPort(client));
	if ("getMasterNode" in client) return requireOpen(client, nodeRedisSentinelPort(client));
	if ("sendCommand" in client) return requireOpen(client, nodeRedisPort(client));
	if ("evalsha" in client) return upstashPort(client);
	throw new ConfigurationError(["The client is none of ioredis, node-redis (redis) and @upstash/redis."]);
}
