/** The application in `application/`, built, and started in this process, so that a test's sessions are within its reach. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { buildNextApp, loadNextApp } from "./next-app.ts";

/** Serves it on a free port. */
export async function startApplication(): Promise<{ url: string; close(): Promise<void> }> {
	const dir = fileURLToPath(new URL("application", import.meta.url));
	buildNextApp(dir);
	vi.stubEnv("NODE_ENV", "production"); // what Next runs depends on it
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const app = await loadNextApp(dir, port);
	server.on("request", app.listener);
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () => {
			await new Promise((resolve) => server.close(resolve).closeAllConnections());
			await app.close();
			vi.unstubAllEnvs();
		},
	};
}
