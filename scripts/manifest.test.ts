import { describe, expect, it } from "vitest";
import { checkEntryPoints, checkFiles, checkNoDependencies, checkRanges } from "./manifest.ts";
import type { PackedPackage } from "./pack.ts";

const sound: PackedPackage = {
	name: "@sojourn/x",
	tarball: "x.tgz",
	manifest: {
		name: "@sojourn/x",
		exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
		imports: { "#crypto": { node: "./dist/node.js" } },
	},
	files: new Set([
		"./README.md",
		"./LICENSE",
		"./package.json",
		"./dist/index.d.ts",
		"./dist/index.js",
		"./dist/node.js",
	]),
};
const withManifest = (manifest: object): PackedPackage => ({ ...sound, manifest: { ...sound.manifest, ...manifest } });
const withFile = (file: string): PackedPackage => ({ ...sound, files: new Set([...sound.files, file]) });
const without = (file: string): PackedPackage => ({
	...sound,
	files: new Set([...sound.files].filter((name) => name !== file)),
});

describe("checks of a package's manifest", () => {
	it("accept a sound one", () => {
		for (const check of [checkEntryPoints, checkFiles, checkRanges, checkNoDependencies]) check(sound);
	});

	it("refuse entry points that lead to sources or to nothing", () => {
		const toSource = {
			...withFile("./src/node.ts"),
			manifest: { ...sound.manifest, imports: { "#a": "./src/node.ts" } },
		};
		expect(() => checkEntryPoints(toSource)).toThrow("publishConfig isn't applied");
		expect(() => checkEntryPoints(without("./dist/node.js"))).toThrow("./dist/node.js, which isn't in the tarball");
		expect(() => checkEntryPoints(withManifest({ bin: { x: "./dist/main.js" } }))).toThrow("./dist/main.js");
	});

	it("refuse missing papers and files that only we need", () => {
		expect(() => checkFiles(without("./LICENSE"))).toThrow("./LICENSE is missing");
		expect(() => checkFiles(without("./README.md"))).toThrow("./README.md is missing");
		for (const ours of ["./src/index.ts", "./dist/a.test.js", "./dist/.tsbuildinfo"]) {
			expect(() => checkFiles(withFile(ours)), ours).toThrow("only we need");
		}
	});

	it("refuse ranges that only mean something here, and any dependency of core", () => {
		const peer = withManifest({ peerDependencies: { "@sojourn/core": "workspace:^" } });
		expect(() => checkRanges(peer)).toThrow("workspace:^");
		expect(() => checkNoDependencies(peer)).toThrow();
		expect(() => checkNoDependencies(withManifest({ dependencies: { a: "1" } }))).toThrow();
	});
});
