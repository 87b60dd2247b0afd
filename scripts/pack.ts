import { run } from "./run.ts";

/** A package as it would be published. */
export interface PackedPackage {
	readonly name: string;
	readonly tarball: string;
	/** The package.json that users get. */
	readonly manifest: Manifest;
	/** What is in the tarball, by paths relative to the package's folder. */
	readonly files: ReadonlySet<string>;
}

/** The parts of a package.json that are checked. */
export interface Manifest {
	readonly name: string;
	readonly exports: unknown;
	readonly imports?: unknown;
	readonly bin?: unknown;
	readonly dependencies?: { readonly [name: string]: string };
	readonly peerDependencies?: { readonly [name: string]: string };
}

/** Builds every package that is published, and packs it into the folder. */
export function packAll(folder: string): PackedPackage[] {
	run("pnpm", ["--filter", "./packages/*", "run", "build"], { quiet: true });
	const all: { path: string; private: boolean }[] = JSON.parse(
		run("pnpm", ["list", "--recursive", "--depth=-1", "--json"], { quiet: true }),
	);
	return all.filter((one) => !one.private).map((one) => pack(one.path, folder));
}

function pack(path: string, folder: string): PackedPackage {
	const packed = JSON.parse(run("pnpm", ["pack", "--json", "--pack-destination", folder], { cwd: path, quiet: true }));
	const tarball: string = packed.filename;
	const list = run("tar", ["-tzf", tarball], { quiet: true }).trim().split("\n");
	return {
		name: packed.name,
		tarball,
		manifest: JSON.parse(run("tar", ["-xzOf", tarball, "package/package.json"], { quiet: true })),
		files: new Set(list.map((entry) => entry.replace("package/", "./"))),
	};
}
