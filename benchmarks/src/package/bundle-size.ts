/** How much of @sojourn/core a bundler keeps. */

import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** The size of `createSessions` and `memoryStore` for Node, minified and compressed, in kB. */
export async function bundleSize(folder: string): Promise<number> {
	const { outputFiles } = await build({
		stdin: { contents: 'export { createSessions, memoryStore } from "@sojourn/core";', resolveDir: folder },
		bundle: true,
		minify: true,
		format: "esm",
		platform: "node",
		write: false,
	});
	const [file] = outputFiles;
	if (file === undefined) throw new Error("esbuild gave no file.");
	return gzipSync(file.contents, { level: 9 }).length / 1000;
}
