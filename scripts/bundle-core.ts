/**
 * Builds the JavaScript of core, in its folder: few files, since each file costs a user's start more than what is in it
 * (docs/decisions/0008). Types and declarations are `tsc -b`'s.
 */

import { globSync, rmSync } from "node:fs";
import { build } from "esbuild";

/** Each of these has files of its own; what is in one group is shared in it, so that an error has one class. */
const groups = [
	["src/index.ts", "src/testing/index.ts"],
	["src/crypto/node.ts"],
	["src/crypto/web.ts"],
	["src/node/index.ts"],
	["src/fetch/index.ts"],
];

for (const file of globSync("dist/**/*.js")) rmSync(file);
for (const entryPoints of groups) {
	await build({
		entryPoints,
		outdir: "dist",
		outbase: "src",
		bundle: true,
		splitting: true,
		chunkNames: "shared",
		format: "esm",
		platform: "neutral",
		target: "es2024",
		external: ["#crypto", "@sojourn/core", "node:*"],
		logLevel: "warning",
	});
}
