import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, so that one is still free when a service comes back to it. */
const lowest = 10_000;
const highest = 32_000;

/** What this process has handed out: a service may not listen on it yet. */
const taken = new Set<number>();

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = lowest + Math.floor(Math.random() * (highest - lowest));
		if (taken.has(port)) continue;
		taken.add(port);
		if (await isFree(port)) return port;
	}
}

function isFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
	});
}
