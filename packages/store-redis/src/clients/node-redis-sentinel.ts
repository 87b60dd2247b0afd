/** node-redis' Sentinel client, version 5 and later. */

import { type RedisPort, text } from "../port.ts";
import {
	commandLine,
	listen,
	type NodeRedisPipeline,
	type NodeRedisSubscriber,
	nodeRedisServer,
	waitLine,
} from "./node-redis.ts";

/** What is used of a client made by `createSentinel()`. */
export interface NodeRedisSentinel {
	sendCommand(isReadonly: boolean, args: string[]): Promise<unknown>;
	multi(): object;
	duplicate(overrides?: object): object;
	getMasterNode(): unknown;
}

export function nodeRedisSentinelPort(sentinel: NodeRedisSentinel): RedisPort {
	return {
		mayBeBehind: false,
		// Not as a readonly command: that may go to a replica, which may not yet know of a logout.
		get: async (key) => text(await sentinel.sendCommand(false, ["GET", key])),
		evaluate: (call) => sentinel.sendCommand(false, commandLine(call)),
		async evaluateAndWait(call, replicas, timeout) {
			const pipeline = sentinel.multi() as NodeRedisPipeline;
			pipeline.addCommand(false, commandLine(call)).addCommand(false, waitLine(replicas, timeout));
			const [reply, confirmed] = await pipeline.execAsPipeline();
			return [reply, Number(confirmed)];
		},
		servers: async () => [nodeRedisServer("", (args) => sentinel.sendCommand(false, args))],
		async listen(channel, heard, lost) {
			// This client moves its subscription to another master by itself, without a word of what it missed meanwhile.
			const duplicate = sentinel.duplicate() as NodeRedisSubscriber;
			const connection = await listen(duplicate, channel, heard, lost);
			duplicate.on("topology-change", () => {
				connection.close();
				lost();
			});
			return connection;
		},
	};
}
