import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./run.ts";

const bin = join(root, "node_modules/.bin");
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "sojourn-purity-"));
	copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
	writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a tool says of one file at that path of a repository with our rules; `null` when it is content. */
function verdict(path: string, source: string, command: string, args: readonly string[]): string | null {
	const file = join(folder, path);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, source);
	const { status, stdout, stderr } = spawnSync(join(bin, command), [...args], { cwd: folder, encoding: "utf8" });
	rmSync(file);
	return status === 0 ? null : stdout + stderr;
}

const lint = (path: string, source: string) =>
	verdict(path, source, "biome", ["lint", "--vcs-enabled=false", "--error-on-warnings", path]);

function compile(source: string): string | null {
	writeFileSync(
		join(folder, "tsconfig.json"),
		JSON.stringify({
			extends: join(root, "packages/core/tsconfig.pure.json"),
			compilerOptions: { noEmit: true, composite: false, rootDir: "." },
			include: ["*.ts"],
		}),
	);
	return verdict("core.ts", source, "tsc", ["-p", "."]);
}

describe("the linter", () => {
	const core = "packages/core/src/a.ts";
	const store = "packages/store-sql/src/a.ts";

	it.each([
		[core, 'export { readFile } from "node:fs";', "Core is pure"],
		[core, 'export { readFile } from "fs";', "Core is pure"],
		[core, 'import type { Request } from "express";\nexport type R = Request;', "Core is pure"],
		[core, 'export const later = () => import("express");', "Core is pure"],
		[core, 'export { store } from "../../store-sql/src/index.ts";', "Core is pure"],
		["packages/core/src/crypto/xaes.ts", 'export { hash } from "node:crypto";', "Core is pure"],
		["packages/core/src/testing/http/a.ts", 'export { createServer } from "node:http";', "Core is pure"],
		[core, "export const secret = process.env;", "noRestrictedGlobals"],
		[core, "export const later = (run: () => void) => setTimeout(run, 1);", "noRestrictedGlobals"],
		[store, 'export { session } from "@sojourn/adapter-express";', "never on each other"],
		[store, 'export { session } from "../../adapter-express/src/index.ts";', "never on each other"],
	])("refuses, in %s, %s", (path, source, message) => {
		expect(lint(path, `${source}\n`)).toContain(message);
	});

	it.each([
		[core, 'export { a } from "./a.ts";\nexport { randomBytes } from "#crypto";'],
		["packages/core/src/testing/http/a.ts", 'export { a } from "../../a.ts";'],
		["packages/core/src/crypto/node.ts", 'export { hash } from "node:crypto";'],
		["packages/core/src/a.test.ts", 'export { it } from "vitest";'],
		[store, 'export { deadline } from "@sojourn/core";\nexport { storeContract } from "@sojourn/core/testing";'],
		["apps/demo/src/a.ts", 'export { session } from "@sojourn/adapter-express";'],
	])("accepts, in %s, %s", (path, source) => {
		expect(lint(path, `${source}\n`)).toBeNull();
	});
});

describe("core's type check", () => {
	it.each([
		["process", "export const env = process.env;"],
		["Buffer", 'export const bytes = Buffer.from("a");'],
		["setTimeout", "export const later = (run: () => void) => setTimeout(run, 1);"],
		["TextEncoder", "export const encoder = new TextEncoder();"],
		["document", "export const title = document.title;"],
		["node:fs", 'export { readFileSync } from "node:fs";'],
	])("refuses %s", (name, source) => {
		expect(compile(source)).toMatch(new RegExp(`error TS\\d+: Cannot find .*${name}`));
	});

	it("accepts what is in the language", () => {
		expect(compile("export const now = (): number => Date.now();")).toBeNull();
	});
});
