/** A Redis stream: for what reads events as they come, such as a SIEM or another service. */

import { ConfigurationError } from "@sojourn/core";
import type { AuditSink } from "./sink.ts";

/**
 * What is used of ioredis (`call`) or node-redis (`sendCommand`), one server or a cluster of ioredis. Described here, so
 * that no client is a dependency.
 */
export type RedisStreamClient =
	| { call(command: string, ...args: string[]): Promise<unknown> }
	| { sendCommand(args: string[]): Promise<unknown> };

export interface RedisStreamOptions {
	/** The stream's key. Default `"sojourn:audit"`. */
	readonly stream?: string;
	/** How many events are kept, roughly: Redis drops the oldest in whole blocks. Default 100,000. */
	readonly maxLength?: number;
}

/** One command for a batch: one for each event would cost this process five times as much. */
const add = `
for i = 2, #ARGV, 2 do
	redis.call("XADD", KEYS[1], "MAXLEN", "~", ARGV[1], "*", "type", ARGV[i], "event", ARGV[i + 1])
end
`;

/**
 * Adds each event to a stream (XADD, MAXLEN ~), as JSON in its field `event`, its type in the field `type`. A batch is one
 * script, which needs Redis' permission for EVAL.
 *
 * An event may come twice when a connection is lost: its `id` tells. A stream can't forget one person, so keep it as short
 * as its readers allow, and the trail itself in SQL.
 *
 * @throws ConfigurationError when `maxLength` won't do
 */
export function redisStream(client: RedisStreamClient, options: RedisStreamOptions = {}): AuditSink {
	const { stream = "sojourn:audit", maxLength = 100_000 } = options;
	if (!(Number.isInteger(maxLength) && maxLength > 0)) {
		throw new ConfigurationError([`maxLength is ${maxLength}: give a whole number from 1.`]);
	}
	const run = (args: string[]): Promise<unknown> =>
		"call" in client ? client.call("EVAL", ...args) : client.sendCommand(["EVAL", ...args]);
	return {
		name: `redis ${stream}`,
		async write(events) {
			await run([add, "1", stream, `${maxLength}`, ...events.flatMap((event) => [event.type, JSON.stringify(event)])]);
		},
	};
}
