import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { buildSync, type Platform } from "esbuild";

/** DESIGN.md's budget for `createSessions` and `memoryStore` together, minified and compressed, in bytes. */
const budget = 12_000;

/**
 * The size of what a bundler keeps of core, with the crypto port of that platform.
 *
 * @throws AssertionError when it is over the budget
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
	assert.ok(size <= budget, `${size} bytes are over the budget of ${budget}.`);
	return `${(size / 1000).toFixed(2)} kB of ${budget / 1000}`;
}
