/** The application in `application/`, built, and started in this process, so that a test's sessions are within its reach. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { NextServer, NextServerOptions } from "next/dist/server/next.js";
import { vi } from "vitest";
import { buildNextApp } from "./next-app.ts";

/** Serves it on a free port. */
export async function startApplication(): Promise<{ url: string; close(): Promise<void> }> {
	const dir = fileURLToPath(new URL("application", import.meta.url));
	buildNextApp(dir);
	vi.stubEnv("NODE_ENV", "production"); // what Next runs depends on it
	const next = (await import("next")).default as unknown as (options: NextServerOptions) => NextServer;
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const app = next({ dev: false, dir, hostname: "localhost", port, quiet: true });
	await app.prepare();
	const handle = app.getRequestHandler();
	server.on("request", (req, res) => void handle(req, res));
	return {
		url: `http://127.0.0.1:${port}`,
		close: async () => {
			await new Promise((resolve) => server.close(resolve).closeAllConnections());
			await app.close();
			vi.unstubAllEnvs();
		},
	};
}
