/** The commands that come to a Redis, as it tells them itself. */

import { once } from "node:events";
import { Redis } from "ioredis";

export interface CommandWatch {
	/** The names of the commands that came over the wire meanwhile. What scripts run inside Redis doesn't. */
	during(act: () => Promise<unknown>): Promise<string[]>;
	close(): void;
}

export async function watchCommands(url: string): Promise<CommandWatch> {
	const redis = new Redis(url);
	const monitor = await redis.monitor();
	let commands: string[] = [];
	monitor.on("monitor", (_time: string, [name = ""]: string[], source: string) => {
		if (source !== "lua") commands.push(name.toLowerCase());
	});
	/** What has come until now: the monitor tells it late, but in order. */
	async function told(): Promise<string[]> {
		await redis.echo("");
		while (!commands.includes("echo")) await once(monitor, "monitor");
		const before = commands.filter((name) => name !== "echo");
		commands = [];
		return before;
	}
	return {
		async during(act) {
			await told();
			await act();
			return told();
		},
		close() {
			monitor.disconnect();
			redis.disconnect();
		},
	};
}
