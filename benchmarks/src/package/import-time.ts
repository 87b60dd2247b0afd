/** How long a new process takes to import @sojourn/core. */

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { interleave, medianAbove } from "../measure.ts";

const run = promisify(execFile);
const rounds = 21;

/** Milliseconds above the import of an empty module. Each import is in a process of its own. */
export async function importTime(folder: string): Promise<number> {
	writeFileSync(join(folder, "empty.mjs"), "");
	const importing = async (specifier: string): Promise<number> => {
		const script = `const start = performance.now(); await import("${specifier}"); console.log(performance.now() - start);`;
		const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder });
		return Number(stdout);
	};
	const samples = await interleave({ core: "@sojourn/core", empty: "./empty.mjs" }, rounds, importing);
	return medianAbove(samples.core, samples.empty);
}
