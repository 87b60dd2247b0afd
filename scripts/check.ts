/**
 * `npm test`: all that a change must pass, in order, up to the first step that fails. The last line is the total of tests
 * and package checks.
 */

import type { Count } from "./count.ts";
import { installMissing } from "./debian.ts";
import { checkPackages } from "./packages.ts";
import { run } from "./run.ts";
import { runTests } from "./tests.ts";

/** What tests start. Debian keeps `postgres` off the PATH; what comes with its server is on it. */
const programs = [
	{ command: "chromium", debianPackage: "chromium" },
	{ command: "redis-server", debianPackage: "redis-server" },
	{ command: "pg_createcluster", debianPackage: "postgresql" },
	{ command: "mariadbd", debianPackage: "mariadb-server" },
];

const steps: readonly (readonly [name: string, step: () => Count])[] = [
	["services", uncounted(() => installMissing(programs))],
	["lint", uncounted(() => run("biome", ["check", "--error-on-warnings", "."]))],
	["types of the packages", uncounted(() => run("tsc", ["-b"]))],
	["types of everything else", uncounted(() => run("tsc", ["-p", "tsconfig.test.json"]))],
	["types of what runs on Next", uncounted(() => run("tsc", ["-p", "packages/adapter-next/tsconfig.test.json"]))],
	["tests", runTests],
	["code in the documentation", uncounted(() => run("pnpm", ["--filter", "@sojourn/docs", "check:code"]))],
	["documentation", uncounted(() => run("pnpm", ["--filter", "@sojourn/docs", "build"]))],
	["packages", checkPackages],
];

/** A step that adds to the total only if it fails. */
function uncounted(step: () => unknown): () => Count {
	return () => {
		step();
		return { passed: 0, failed: 0 };
	};
}

// a check talks to nobody but this machine and the package registry
process.env.ASTRO_TELEMETRY_DISABLED = "1";

let passed = 0;
let failed = 0;
for (const [name, step] of steps) {
	console.log(`\n— ${name}`);
	try {
		const count = step();
		passed += count.passed;
		failed += count.failed;
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		failed++;
	}
	if (failed > 0) {
		console.error(`\nStopped: ${name} failed.`);
		break;
	}
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
