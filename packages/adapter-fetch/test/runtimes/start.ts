/** Starting the application on each runtime. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Miniflare } from "miniflare";

export interface Started {
	readonly url: string;
	stop(): Promise<void>;
}

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const require = createRequire(import.meta.url);

export const runtimes: Readonly<Record<string, () => Promise<Started>>> = {
	Bun: () => run(path("../../node_modules/.bin/bun"), [path("bun.ts")]),
	Deno: () => {
		// The package's own command is a Node process around Deno, which would outlive it.
		const program: string = require("deno/install_api.cjs").runInstall();
		return run(program, ["run", "--no-check", "--allow-net", "--allow-env", "--allow-read", path("deno.ts")]);
	},
	workerd: async () => {
		const { outputFiles } = await build({
			entryPoints: [path("worker.ts")],
			bundle: true,
			write: false,
			format: "esm",
			conditions: ["workerd", "worker"],
		});
		const server = new Miniflare({
			modules: true,
			script: outputFiles[0]?.text ?? "",
			compatibilityDate: "2026-01-01",
			host: "127.0.0.1",
			port: 0,
			cf: false,
		});
		const { origin } = await server.ready;
		return { url: origin, stop: () => server.dispose() };
	},
};

/** Runs a program that says its address in its first line. */
async function run(program: string, args: readonly string[]): Promise<Started> {
	const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NO_COLOR: "1" } });
	const exit = once(child, "exit");
	const stop = async (): Promise<void> => {
		child.kill();
		await exit;
	};
	const [url] = await Promise.race([
		once(createInterface(child.stdout), "line"),
		exit.then(([code]) => Promise.reject(new Error(`${program} ended with ${code}.`))),
	]);
	return { url, stop };
}
