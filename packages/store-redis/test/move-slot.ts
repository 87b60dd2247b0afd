/** Moving a slot from one master to another, step by step, as resharding does it. */

import type { RedisCluster, RedisService } from "@sojourn/service-harness";

/** A slot that is on the move. */
export interface Move {
	/** Sends keys over, those given or all. */
	send(...keys: readonly string[]): Promise<void>;
	/** Hands the slot over for good, with all keys that are left. */
	finish(): Promise<void>;
}

/** Begins to move the slot of a key to a master that doesn't have it. */
export async function beginMove(cluster: RedisCluster, key: string): Promise<Move> {
	const from = await cluster.masterOf(key);
	const masters = await mastersOf(cluster);
	const to = masters.find((node) => node !== from) as RedisService;
	const slot = (await cluster.run(from, "CLUSTER", "KEYSLOT", key)).trim();
	const [fromId, toId] = await Promise.all([idOf(cluster, from), idOf(cluster, to)]);
	await cluster.run(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
	await cluster.run(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", toId);

	async function send(...keys: readonly string[]): Promise<void> {
		const answer = await cluster.run(from, "MIGRATE", "127.0.0.1", `${to.port}`, "", "0", "5000", "KEYS", ...keys);
		if (!/^(OK|NOKEY)/.test(answer)) throw new Error(answer);
	}

	return {
		send,
		async finish() {
			for (;;) {
				const keys = (await cluster.run(from, "CLUSTER", "GETKEYSINSLOT", slot, "10")).split("\n").filter(Boolean);
				if (keys.length === 0) break;
				await send(...keys);
			}
			for (const node of [to, from, ...masters]) await cluster.run(node, "CLUSTER", "SETSLOT", slot, "NODE", toId);
		},
	};
}

async function mastersOf(cluster: RedisCluster): Promise<readonly RedisService[]> {
	const masters = [];
	for (const node of cluster.nodes) {
		if (node.pid !== null && (await cluster.run(node, "ROLE")).startsWith("master")) masters.push(node);
	}
	return masters;
}

async function idOf(cluster: RedisCluster, node: RedisService): Promise<string> {
	return (await cluster.run(node, "CLUSTER", "MYID")).trim();
}
