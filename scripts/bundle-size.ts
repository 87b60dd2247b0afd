import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { buildSync, type Platform } from "esbuild";

/** The budget for `createSessions` and `memoryStore` together, minified and compressed, in bytes. Not met yet. */
const budget = 12_000;

/** What was reached, with what adapters and plugins ask of core: from here the size may only shrink towards the budget. */
const ceiling = 13_100;

/**
 * The size of what a bundler keeps of core, with the crypto port of that platform.
 *
 * @throws AssertionError when it is over the ceiling
 */
export function bundleSize(folder: string, platform: Platform): string {
	const { outputFiles } = buildSync({
		stdin: {
			contents:
				'import { createSessions, memoryStore } from "@sojourn/core"; export default [createSessions, memoryStore];',
			resolveDir: folder,
		},
		bundle: true,
		minify: true,
		format: "esm",
		platform,
		write: false,
	});
	const size = outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
	assert.ok(size <= ceiling, `${size} bytes are over the ceiling of ${ceiling}.`);
	return `${(size / 1000).toFixed(2)} kB; the budget is ${budget / 1000}`;
}
