/** ioredis' `Cluster`, version 5 and later. */

import type { RedisPort } from "../port.ts";
import { type IoredisClient, type IoredisCommands, ioredisCommands, ioredisServer, listen } from "./ioredis.ts";

/** What is used of ioredis' `Cluster`. */
export interface IoredisCluster extends IoredisCommands {
	/** The addresses that serve each slot, the master's first. */
	readonly slots: readonly (readonly string[])[];
	nodes(role?: "master"): (IoredisClient & { readonly options: { readonly host?: string; readonly port?: number } })[];
}

/** @throws ConfigurationError when the client puts a prefix of its own before keys */
export function ioredisClusterPort(cluster: IoredisCluster): RedisPort {
	async function masters() {
		if (cluster.nodes("master").length === 0) await cluster.call("ping"); // waits until the client knows its cluster
		return cluster.nodes("master");
	}

	return {
		...ioredisCommands(cluster),
		mayBeBehind: false,
		// GETEX without options reads like GET, but counts as a write: it goes to the master also where `scaleReads` says
		// otherwise. A replica may not yet know of a logout.
		get: (key) => cluster.call("getex", key) as Promise<string | null>,
		serverOf: (slot) => cluster.slots[slot]?.[0],
		servers: async () =>
			(await masters()).map((node) => ioredisServer(`${node.options.host}:${node.options.port}`, node)),
		// Messages reach every node of a cluster: any of them will do.
		async listen(channel, heard, lost) {
			const nodes = await masters();
			const node = nodes[Math.floor(Math.random() * nodes.length)];
			if (node === undefined) throw new Error("The cluster has no master to listen to.");
			return listen(node, channel, heard, lost);
		},
	};
}
