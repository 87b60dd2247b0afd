/**
 * Checks the types of this package's own scripts, and compiles every TypeScript block of the documentation as a program of its own, with the settings that the packages are
 * held to. A block that isn't meant to compile says so: ```ts no-check
 *
 * What a block needs and readers don't goes above a line `// ---cut---`, which the site leaves out with what is above it.
 */

import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { codeBlocks } from "./code-blocks.ts";

const docs = fileURLToPath(new URL("..", import.meta.url));
const root = join(docs, "../..");
const folder = join(docs, ".code");
const pages = ["README.md", "docs/**/*.md", "apps/docs/src/content/docs/**/*.{md,mdx}"];

let blocks = 0;
let unchecked = 0;
rmSync(folder, { recursive: true, force: true });
for (const page of globSync(pages, { cwd: root, exclude: ["**/node_modules/**"] })) {
	for (const { line, code, check } of codeBlocks(readFileSync(join(root, page), "utf8"))) {
		if (!check) unchecked++;
		else {
			blocks++;
			const file = join(folder, page, `${line}.ts`);
			mkdirSync(dirname(file), { recursive: true });
			// Empty lines above it, so that an error's line is that of the page. An export, so that it is a module.
			writeFileSync(file, `${"\n".repeat(line)}${code}\nexport {};\n`);
		}
	}
}
writeFileSync(
	join(folder, "tsconfig.json"),
	JSON.stringify({
		extends: relative(folder, join(root, "tsconfig.base.json")),
		compilerOptions: { noEmit: true, composite: false, declaration: false, types: ["node"], skipLibCheck: true },
		include: ["**/*.ts", "../*.ts", "../{scripts,integrations,src/data}/**/*.ts"],
	}),
);
const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder, "--pretty", "false"], {
	encoding: "utf8",
});
rmSync(folder, { recursive: true });
if (status === 0) console.log(`${blocks} code blocks compile; ${unchecked} aren't meant to.`);
else {
	console.error(stdout.replace(/^\S*?\.code\/(\S+)\/\d+\.ts\((\d+),(\d+)\)/gm, "$1:$2:$3"));
	process.exitCode = 1;
}
