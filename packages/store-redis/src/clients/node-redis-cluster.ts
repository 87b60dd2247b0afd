/** node-redis' cluster client, version 5 and later. */

import { type RedisPort, text } from "../port.ts";
import {
	commandLine,
	listen,
	type NodeRedisClient,
	type NodeRedisPipeline,
	nodeRedisServer,
	waitLine,
	withoutReconnecting,
} from "./node-redis.ts";

/** What is used of a client made by `createCluster()`. */
export interface NodeRedisCluster {
	sendCommand(firstKey: string, isReadonly: boolean, args: string[]): Promise<unknown>;
	multi(): object;
	readonly isOpen?: boolean;
	readonly slots: readonly { readonly master: { readonly address: string } }[];
	readonly masters: readonly { readonly address: string }[];
	// biome-ignore lint/suspicious/noExplicitAny: a node is what `masters` gives, of a type that depends on the cluster's
	nodeClient(node: any): object | Promise<object>;
}

export function nodeRedisClusterPort(cluster: NodeRedisCluster): RedisPort {
	const clientOf = async (node: { readonly address: string }) => (await cluster.nodeClient(node)) as NodeRedisClient;
	return {
		mayBeBehind: false,
		// Not as a readonly command: that may go to a replica, which may not yet know of a logout.
		get: async (key) => text(await cluster.sendCommand(key, false, ["GET", key])),
		evaluate: (call) => cluster.sendCommand(call.keys[0] ?? "", false, commandLine(call)),
		async evaluateAndWait(call, replicas, timeout) {
			const pipeline = cluster.multi() as NodeRedisPipeline;
			pipeline.addCommand(call.keys[0], false, commandLine(call));
			pipeline.addCommand(call.keys[0], false, waitLine(replicas, timeout));
			const [reply, confirmed] = await pipeline.execAsPipeline();
			return [reply, Number(confirmed)];
		},
		serverOf: (slot) => cluster.slots[slot]?.master.address,
		servers: async () =>
			Promise.all(
				cluster.masters.map(async (node) => {
					const client = await clientOf(node);
					return nodeRedisServer(node.address, (args) => client.sendCommand(args));
				}),
			),
		// Messages reach every node of a cluster: any of them will do.
		async listen(channel, heard, lost) {
			const node = cluster.masters[Math.floor(Math.random() * cluster.masters.length)];
			if (node === undefined) throw new Error("The cluster has no master to listen to.");
			return listen(withoutReconnecting(await clientOf(node)), channel, heard, lost);
		},
	};
}
