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
	return {
		async during(act) {
			const commands: string[] = [];
			const listener = (_time: string, [name = ""]: string[], source: string) => {
				if (source !== "lua") commands.push(name.toLowerCase());
			};
			monitor.on("monitor", listener);
			await act();
			await redis.echo("done");
			while (!commands.includes("echo")) await once(monitor, "monitor");
			monitor.off("monitor", listener);
			return commands.filter((name) => name !== "echo");
		},
		close() {
			monitor.disconnect();
			redis.disconnect();
		},
	};
}
