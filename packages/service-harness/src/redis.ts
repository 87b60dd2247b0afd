/** One Redis server. */

import { connect } from "node:net";
import { command } from "./command.ts";
import { guardedFolder } from "./guard.ts";
import { freePort } from "./ports.ts";
import { findProgram } from "./programs.ts";
import { foreignService, type Service, startService } from "./service.ts";

/** A running Redis. */
export interface RedisService extends Service {
	/** `redis://127.0.0.1:…` */
	readonly url: string;
	/** 0 when an environment variable names the server. */
	readonly port: number;
}

export interface RedisOptions {
	/** A server of one's own, to be hurt, whatever the environment names. */
	readonly own?: boolean;
	/** Further configuration: `["--maxmemory", "10mb"]`. */
	readonly args?: readonly string[];
}

/**
 * Starts a Redis that keeps its data over a restart, or takes the one that `SOJOURN_REDIS_URL` names.
 *
 * @throws Error with the line that installs Redis, when it is missing
 */
export async function startRedis({ own = false, args = [] }: RedisOptions = {}): Promise<RedisService> {
	const { SOJOURN_REDIS_URL: url } = process.env;
	if (url !== undefined && !own) return { ...foreignService("SOJOURN_REDIS_URL"), url, port: 0 };
	return startOwnRedis("redis", args);
}

/** A Redis of our own, with whatever configuration. */
export async function startOwnRedis(name: string, args: readonly string[]): Promise<RedisService> {
	const port = await freePort();
	const folder = guardedFolder(name);
	const address = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder];
	// What was written is with the operating system when it is acknowledged: it survives SIGKILL, which is all that tests do.
	const durability = ["--save", "", "--appendonly", "yes", "--appendfsync", "no"];
	const service = await startService({
		command: findProgram("redis-server"),
		args: [...address, ...durability, ...args],
		folder,
		stopSignal: "SIGKILL", // SIGTERM would wait for replicas that are gone
		ready: () => answersPing(port),
	});
	return Object.assign(service, { url: `redis://127.0.0.1:${port}`, port });
}

/** Whether so many replicas have all that a master has. */
export async function hasReplicas(master: RedisService, replicas: number): Promise<boolean> {
	// WAIT asks for what its connection has seen, and PING has seen everything.
	const input = `PING\nWAIT ${replicas} 1000\n`;
	const answer = await command(findProgram("redis-cli"), ["-p", `${master.port}`], { input });
	return answer.trim().endsWith(`${replicas}`);
}

/** Whether a Redis at that port is done with loading. */
function answersPing(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
		const answer = (yes: boolean) => {
			socket.destroy();
			resolve(yes);
		};
		socket.setTimeout(1000, () => answer(false));
		socket.once("error", () => answer(false));
		socket.once("data", (data) => answer(data.toString().startsWith("+PONG")));
	});
}
