import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackedPackage } from "./pack.ts";
import { root, run } from "./run.ts";

/** The adapter for Next has a consumer of its own: only Next's compiler gives its modules what they import. */
export const nextAdapter = "@sojourn/adapter-next";

const example = join(root, "examples/next");

/** Makes a Next application as a user has it: the example's sources, the packed packages, plain npm. */
export function createNextConsumer(folder: string, packages: readonly PackedPackage[]): void {
	mkdirSync(folder);
	for (const source of ["app", "components", "lib", "public", "next.config.ts", "proxy.ts", "tsconfig.json"])
		cpSync(join(example, source), join(folder, source), { recursive: true });
	const manifest = JSON.parse(readFileSync(join(example, "package.json"), "utf8"));
	const dependencies: { readonly [name: string]: string } = { ...manifest.dependencies, ...manifest.devDependencies };
	// Of our own, those that are published come as they are packed. The others are for the example's test.
	const others = Object.entries(dependencies).filter(([, range]) => !range.startsWith("workspace:"));
	const tarballs = packages
		.filter(({ name }) => name in dependencies)
		.map(({ name, tarball }) => [name, `file:${tarball}`]);
	writeFileSync(
		join(folder, "package.json"),
		JSON.stringify({
			private: true,
			type: "module",
			dependencies: Object.fromEntries([...others, ...tarballs]),
		}),
	);
	run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], {
		cwd: folder,
		quiet: true,
	});
}

/** `next build`, which compiles the packages for all of Next's runtimes. */
export function buildNextConsumer(folder: string): void {
	process.env.NEXT_TELEMETRY_DISABLED = "1";
	run(process.execPath, [join(folder, "node_modules/next/dist/bin/next"), "build"], { cwd: folder, quiet: true });
}

/** Compiles it with the declarations of all packages, Next's own among them. */
export function checkNextConsumer(folder: string): void {
	writeFileSync(
		join(folder, "tsconfig.strict.json"),
		JSON.stringify({ extends: "./tsconfig.json", compilerOptions: { skipLibCheck: false, incremental: false } }),
	);
	run("tsc", ["-p", "tsconfig.strict.json"], { cwd: folder, quiet: true });
}
