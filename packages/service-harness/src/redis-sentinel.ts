/** A Redis with a replica, watched by a Sentinel that lets the replica take over. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { command } from "./command.ts";
import { guardedFolder } from "./guard.ts";
import { freePort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { hasReplicas, type RedisService, startOwnRedis } from "./redis.ts";
import { startService } from "./service.ts";

/** A running Redis with its replica and its Sentinel. */
export interface RedisSentinel {
	/** What the Sentinel calls the master. */
	readonly name: string;
	/** Where the Sentinel listens. */
	readonly sentinels: readonly { readonly host: string; readonly port: number }[];
	/** Which of the two the Sentinel says is the master now. */
	master(): Promise<RedisService>;
	/** Ends everything and removes what was kept. */
	stop(): Promise<void>;
}

/** After so many milliseconds without an answer the master counts as failed. */
const downAfter = 500;

/**
 * Starts them, the replica in step with the master.
 *
 * @throws Error with the line that installs Redis, when it is missing
 */
export async function startRedisSentinel(): Promise<RedisSentinel> {
	const name = "sojourn";
	const first = await startOwnRedis("sentinel-master", ["--repl-diskless-sync-delay", "0"]);
	const second = await startOwnRedis("sentinel-replica", ["--replicaof", "127.0.0.1", `${first.port}`]);
	const port = await freePort();
	const folder = guardedFolder("sentinel");
	const file = join(folder, "sentinel.conf");
	writeFileSync(
		file,
		[
			`port ${port}`,
			"bind 127.0.0.1",
			`dir ${folder}`,
			`sentinel monitor ${name} 127.0.0.1 ${first.port} 1`,
			`sentinel down-after-milliseconds ${name} ${downAfter}`,
			`sentinel failover-timeout ${name} 5000`,
		].join("\n"),
	);
	const ask = (...args: readonly string[]) => command(findProgram("redis-cli"), ["-p", `${port}`, ...args]);
	const sentinel = await startService({
		command: findProgram("redis-server"),
		args: [file, "--sentinel"],
		folder,
		ready: async () => {
			const master = await ask("SENTINEL", "MASTER", name).catch(() => "");
			return /num-slaves\n1\n/.test(master);
		},
	});
	while (!(await hasReplicas(first, 1))) await sleep(50);

	return {
		name,
		sentinels: [{ host: "127.0.0.1", port }],
		async master() {
			const [, masterPort] = (await ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", name)).split("\n");
			return Number(masterPort) === first.port ? first : second;
		},
		async stop() {
			await Promise.all([sentinel.stop(), first.stop(), second.stop()]);
		},
	};
}
