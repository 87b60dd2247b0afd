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

/**
 * Adds each event to a stream (XADD, MAXLEN ~), as JSON in its field `event`, its type in the field `type`.
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
	const send = (args: string[]): Promise<unknown> =>
		"call" in client ? client.call("XADD", ...args) : client.sendCommand(["XADD", ...args]);
	return {
		name: `redis ${stream}`,
		async write(events) {
			// Sent in one go: both clients put into one packet what is asked for in one turn.
			const sent = events.map((event) =>
				send([stream, "MAXLEN", "~", `${maxLength}`, "*", "type", event.type, "event", JSON.stringify(event)]),
			);
			const failure = (await Promise.allSettled(sent)).find((result) => result.status === "rejected");
			if (failure !== undefined) throw failure.reason;
		},
	};
}
