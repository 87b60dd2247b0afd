import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackedPackage } from "./pack.ts";
import { run } from "./run.ts";

/** Writes the TypeScript of a package's README into the folder, a module for each block, so that it can be compiled. */
export function writeReadmeCode({ name, tarball }: PackedPackage, folder: string): void {
	const text = run("tar", ["-xzOf", tarball, "package/README.md"], { quiet: true });
	for (const [index, [, code = ""]] of [...text.matchAll(/^```ts\n(.*?)^```$/gms)].entries()) {
		writeFileSync(join(folder, `readme-${name.replace(/\W+/g, "-")}-${index}.mts`), code);
	}
}
