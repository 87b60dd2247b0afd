/** What is used of Redis clients. Described here, so that none of them is a dependency. */

import { ConfigurationError } from "@sojourn/core";

/**
 * ioredis (a server, Sentinel, Cluster), node-redis (a client, a pool, a cluster, Sentinel) or `@upstash/redis`. Each is
 * told by what it alone has.
 */
export type RedisLedgerClient =
	| { call(command: string, ...args: string[]): Promise<unknown> }
	| { sendCommand(args: string[]): Promise<unknown> }
	| { sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>; nodeClient: unknown }
	| { sendCommand(isReadonly: boolean, args: string[]): Promise<unknown>; getMasterNode: unknown }
	| { eval(script: string, keys: string[], args: string[]): Promise<unknown> };

/** Runs a script on one key, on its master: clients may send plain reads to replicas, which may be behind. */
export type Evaluate = (script: string, key: string, ...args: string[]) => Promise<unknown>;

/**
 * Scripts are short, and sent whole: a server that has forgotten them needs no care.
 *
 * @throws ConfigurationError when it is none of these clients
 */
export function evaluator(client: RedisLedgerClient): Evaluate {
	const line = (script: string, key: string, args: string[]) => ["EVAL", script, "1", key, ...args];
	if ("call" in client) return (script, key, ...args) => client.call("EVAL", script, "1", key, ...args);
	if ("nodeClient" in client) return (script, key, ...args) => client.sendCommand(key, false, line(script, key, args));
	if ("getMasterNode" in client) return (script, key, ...args) => client.sendCommand(false, line(script, key, args));
	if ("sendCommand" in client) return (script, key, ...args) => client.sendCommand(line(script, key, args));
	if ("eval" in client) return (script, key, ...args) => client.eval(script, [key], args);
	throw new ConfigurationError(["The client is none of ioredis, node-redis (redis) and @upstash/redis."]);
}
