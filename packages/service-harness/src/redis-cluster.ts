/** A Redis Cluster: masters that share the slots, and replicas that take over. */

import { setTimeout as sleep } from "node:timers/promises";
import { command } from "./command.ts";
import { freePort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { hasReplicas, type RedisService, startOwnRedis } from "./redis.ts";

/** A running cluster. */
export interface RedisCluster {
	/** The addresses of all nodes. */
	readonly urls: readonly string[];
	readonly nodes: readonly RedisService[];
	/** The node that serves a key now. */
	masterOf(key: string): Promise<RedisService>;
	/** Runs a command on a node, and gives what redis-cli prints. */
	run(node: RedisService, ...args: readonly string[]): Promise<string>;
	/** Ends all nodes and removes what they kept. */
	stop(): Promise<void>;
}

export interface RedisClusterOptions {
	readonly masters: number;
	/** In all: each master has its share of them. */
	readonly replicas: number;
}

/** After so many milliseconds without an answer a node counts as failed, and its replica takes over. */
const nodeTimeout = 1500;

/**
 * Starts a cluster that serves all slots.
 *
 * @throws Error with the line that installs Redis, when it is missing
 */
export async function startRedisCluster({ masters, replicas }: RedisClusterOptions): Promise<RedisCluster> {
	const nodes = await Promise.all(Array.from({ length: masters + replicas }, startNode));
	const run: RedisCluster["run"] = (node, ...args) => cli("-p", `${node.port}`, ...args);
	const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
	await cli("--cluster", "create", ...addresses, "--cluster-replicas", `${replicas / masters}`, "--cluster-yes");
	for (const node of nodes) await until(() => isServing(node, masters, nodes.length));

	async function isServing(node: RedisService, size: number, known: number): Promise<boolean> {
		const info = await run(node, "CLUSTER", "INFO");
		if (!info.includes("cluster_state:ok") || !info.includes(`cluster_size:${size}\r`)) return false;
		if (!info.includes(`cluster_known_nodes:${known}\r`)) return false;
		const isReplica = (await run(node, "ROLE")).startsWith("slave");
		return isReplica || hasReplicas(node, replicas / masters);
	}

	return {
		urls: nodes.map((node) => node.url),
		nodes,
		run,
		async masterOf(key) {
			for (const node of nodes) {
				if (node.pid === null) continue;
				const slot = Number(await run(node, "CLUSTER", "KEYSLOT", key));
				const served = await run(node, "CLUSTER", "NODES");
				const port = served
					.split("\n")
					.map(parseNode)
					.find(({ serves }) => serves(slot))?.port;
				const master = nodes.find((one) => one.port === port);
				if (master !== undefined && master.pid !== null) return master;
			}
			throw new Error(`No node serves ${key}.`);
		},
		async stop() {
			await Promise.all(nodes.map((node) => node.stop()));
		},
	};
}

async function startNode(): Promise<RedisService> {
	// The bus would otherwise be at the port plus 10,000, which nobody has looked at.
	const bus = await freePort();
	return startOwnRedis("cluster-node", [
		...["--cluster-enabled", "yes", "--cluster-port", `${bus}`, "--cluster-node-timeout", `${nodeTimeout}`],
		...["--cluster-require-full-coverage", "no", "--repl-diskless-sync-delay", "0"],
	]);
}

/** A line of `CLUSTER NODES`: the node's port, and whether it serves a slot. */
function parseNode(line: string): { port: number; serves(slot: number): boolean } {
	const [, address = "", flags = "", , , , , , ...ranges] = line.split(" ");
	const port = Number(/:(\d+)@/.exec(address)?.[1]);
	const serves = (slot: number) =>
		flags.includes("master") &&
		!flags.includes("fail") &&
		ranges.some((range) => {
			const [first = Number.NaN, last = first] = range.split("-").map(Number);
			return first <= slot && slot <= last;
		});
	return { port, serves };
}

function cli(...args: readonly string[]): Promise<string> {
	return command(findProgram("redis-cli"), args);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 30_000;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error("The cluster's nodes don't find together.");
		await sleep(50);
	}
}
