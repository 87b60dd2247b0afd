/** A Next application, built and started as its users do. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;

const requireFrom = (folder: string) => createRequire(join(folder, "package.json"));

function nextCommand(folder: string, ...args: string[]): string[] {
	return [requireFrom(folder).resolve("next/dist/bin/next"), ...args];
}

/**
 * Builds it anew.
 *
 * @returns what `next build` said
 * @throws Error with that, when it failed
 */
export function buildNextApp(folder: string): string {
	rmSync(join(folder, ".next"), { recursive: true, force: true });
	const { status, stdout, stderr } = spawnSync(process.execPath, nextCommand(folder, "build"), {
		cwd: folder,
		env,
		encoding: "utf8",
	});
	if (status !== 0) throw new Error(`next build failed:\n${stdout}\n${stderr}`);
	return stdout;
}

/**
 * Starts what was built.
 *
 * @param port 0: a free one
 * @param variables of its environment, beside those of this process
 */
export async function startNextApp(
	folder: string,
	port = 0,
	variables: Readonly<Record<string, string>> = {},
): Promise<{ url: string; output(): string; close(): Promise<void> }> {
	const args = nextCommand(folder, "start", "-H", "127.0.0.1", "-p", `${port}`);
	const server: ChildProcess = spawn(process.execPath, args, { cwd: folder, env: { ...env, ...variables } });
	let output = "";
	const listening = new Promise<string>((resolve, reject) => {
		const read = (chunk: Buffer) => {
			output += chunk;
			const [url] = /http:\/\/[^\s:]+:\d+/.exec(output) ?? [];
			if (url !== undefined && output.includes("Ready")) resolve(url);
		};
		server.stdout?.on("data", read);
		server.stderr?.on("data", read);
		server.once("exit", (code) => reject(new Error(`next start ended with ${code}:\n${output}`)));
	});
	const exited = new Promise<void>((resolve) => server.once("exit", () => resolve()));
	return {
		url: await listening,
		output: () => output,
		close: async () => {
			server.kill();
			await exited;
		},
	};
}

/** Of Next's programmatic server, what is used here. Its own declarations change the type of `process.env`. */
interface NextServer {
	prepare(): Promise<void>;
	getRequestHandler(): (...args: Parameters<RequestListener>) => Promise<void>;
	close(): Promise<void>;
}

/**
 * Loads what was built into this process, which must have `NODE_ENV=production`.
 *
 * @param port of the server that it is to answer on
 */
export async function loadNextApp(
	folder: string,
	port?: number,
): Promise<{ listener: RequestListener; close(): Promise<void> }> {
	const next: (options: object) => NextServer = requireFrom(folder)("next");
	const app = next({ dev: false, dir: folder, hostname: "localhost", port, quiet: true });
	await app.prepare();
	const handle = app.getRequestHandler();
	return { listener: (req, res) => void handle(req, res), close: () => app.close() };
}
