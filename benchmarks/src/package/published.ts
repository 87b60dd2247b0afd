/** @sojourn/core as it is published: compiled, and found by the conditions that users get. */

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const core = fileURLToPath(new URL("../../../packages/core/", import.meta.url));

/** A folder in which `@sojourn/core` is installed, for as long as `use` takes. */
export async function withPublishedCore<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
	execFileSync("pnpm", ["run", "build"], { cwd: core, stdio: ["ignore", "ignore", "inherit"] });
	const folder = mkdtempSync(join(tmpdir(), "sojourn-benchmark-"));
	try {
		const installed = join(folder, "node_modules/@sojourn/core");
		mkdirSync(installed, { recursive: true });
		const { publishConfig, ...manifest } = JSON.parse(readFileSync(join(core, "package.json"), "utf8"));
		writeFileSync(join(installed, "package.json"), JSON.stringify({ ...manifest, ...publishConfig }));
		cpSync(join(core, "dist"), join(installed, "dist"), { recursive: true });
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}
