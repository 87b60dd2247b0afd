import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nextAdapter } from "./next-consumer.ts";
import type { PackedPackage } from "./pack.ts";
import { writeReadmeCode } from "./readme.ts";
import { root, run } from "./run.ts";

/** The oldest TypeScript that we promise to work with. */
const oldestTypeScript = "~5.6.0";

/** Makes a project as a user has it: the packed packages, their frameworks, plain npm, and the code of the READMEs. */
export function createConsumer(folder: string, packages: readonly PackedPackage[]): void {
	cpSync(join(root, "scripts/consumer"), folder, { recursive: true });
	const dependencies: Record<string, string> = {
		express: "^5",
		"@types/express": "^5",
		koa: "^3",
		"@types/koa": "^3",
		"@koa/router": "^15",
		// What Koa and its types mean by the name; alone, Express's newer one would take its place.
		"content-disposition": "^1",
		// The oldest that is supported. Tests run on the newest, whose types need TypeScript 5.7.
		hono: "4.6.0",
		"@hono/node-server": "^1",
		"@types/node": "^22",
		"@types/better-sqlite3": "*",
		"@types/pg": "*",
		"@upstash/redis": "^1",
		ioredis: "^6",
		"prom-client": "^15",
		"@opentelemetry/api": "^1",
		typescript: oldestTypeScript,
	};
	for (const { name, tarball } of packages) if (name !== nextAdapter) dependencies[name] = `file:${tarball}`;
	writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
	run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], {
		cwd: folder,
		quiet: true,
	});
	for (const packed of packages) writeReadmeCode(packed, folder);
}

/** How long `import("@sojourn/core")` takes in a new process: the median of nine. */
export function importTime(folder: string): string {
	const script =
		'const from = performance.now(); await import("@sojourn/core"); console.log(performance.now() - from);';
	const measure = () =>
		Number(run(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, quiet: true }));
	const times = Array.from({ length: 9 }, measure).sort((a, b) => a - b);
	return `${times[4]?.toFixed(1)} ms`;
}
