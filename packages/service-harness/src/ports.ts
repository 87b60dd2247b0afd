/** Ports for services, from below the range that the system takes for outgoing connections. */

import { createServer } from "node:net";

const lowest = 10_000;
const slices = 44;
const sliceSize = 500;

/** Each process looks in a slice of its own, so that test files that run side by side don't meet. */
const slice = lowest + (process.pid % slices) * sliceSize;

/** What this process has handed out: a service may not listen on it yet. */
const taken = new Set<number>();

/** A port of the loopback address that nothing listens on. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = slice + Math.floor(Math.random() * sliceSize);
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
