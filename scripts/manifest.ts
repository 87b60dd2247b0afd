import assert from "node:assert/strict";
import type { PackedPackage } from "./pack.ts";

/** Every file that a value of `exports`, `imports` or `bin` leads to. */
function targets(value: unknown): string[] {
	if (typeof value === "string") return [value];
	return value === null || value === undefined ? [] : Object.values(value).flatMap(targets);
}

/** The tarball holds what package.json leads to: compiled files, not the sources that we use while developing. */
export function checkEntryPoints({ manifest, files }: PackedPackage): void {
	for (const target of targets([manifest.exports, manifest.imports, manifest.bin])) {
		assert.ok(files.has(target), `package.json leads to ${target}, which isn't in the tarball.`);
		assert.match(
			target,
			/^\.\/(dist\/|package\.json$)/,
			`package.json leads to ${target}: publishConfig isn't applied.`,
		);
	}
}

/** The tarball holds what a user reads, and nothing that only we need. */
export function checkFiles({ files }: PackedPackage): void {
	for (const file of ["./README.md", "./LICENSE"]) assert.ok(files.has(file), `${file} is missing.`);
	const ours = [...files].filter((file) => /\.test\.|tsbuildinfo|^\.\/src\//.test(file));
	assert.deepEqual(ours, [], "The tarball holds files that only we need.");
}

/** No range says `workspace:` any more. */
export function checkRanges({ manifest }: PackedPackage): void {
	for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })) {
		assert.doesNotMatch(range, /workspace:/, `${name} is asked for as ${range}.`);
	}
}

/** Core depends on nothing. */
export function checkNoDependencies({ manifest }: PackedPackage): void {
	assert.deepEqual({ ...manifest.dependencies, ...manifest.peerDependencies }, {});
}
