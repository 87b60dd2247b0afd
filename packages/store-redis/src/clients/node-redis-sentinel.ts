/** node-redis' Sentinel client, version 5 and later. */

import { type RedisPort, text } from "../port.ts";
import { commandLine, type NodeRedisPipeline, nodeRedisServer, waitLine } from "./node-redis.ts";

/** What is used of a client made by `createSentinel()`. */
export interface NodeRedisSentinel {
	sendCommand(isReadonly: boolean, args: string[]): Promise<unknown>;
	multi(): object;
	readonly isOpen?: boolean;
	subscribe(channel: string, listener: (message: unknown) => void): Promise<unknown>;
	unsubscribe(channel: string, listener: (message: unknown) => void): Promise<unknown>;
	on(event: string, listener: () => void): unknown;
	off(event: string, listener: () => void): unknown;
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
		// This client listens on a connection of its own, which it doesn't show. It makes it again by itself, to another
		// master too, without a word of what was missed meanwhile: so we take the channel for lost at any sign of that.
		async listen(channel, heard, lost) {
			const signs = ["error", "topology-change"];
			const listener = (message: unknown) => heard(String(message));
			await sentinel.subscribe(channel, listener);
			function close(): void {
				for (const sign of signs) sentinel.off(sign, drop);
				sentinel.unsubscribe(channel, listener).catch(() => {});
			}
			function drop(): void {
				close();
				lost();
			}
			for (const sign of signs) sentinel.on(sign, drop);
			return { ping: () => sentinel.sendCommand(false, ["PING"]), close };
		},
	};
}
