import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleSize } from "./bundle-size.ts";
import { createConsumer, importTime } from "./consumer.ts";
import { type Check, type Count, runChecks } from "./count.ts";
import { checkEntryPoints, checkFiles, checkNoDependencies, checkRanges } from "./manifest.ts";
import { buildNextConsumer, checkNextConsumer, createNextConsumer } from "./next-consumer.ts";
import { packAll } from "./pack.ts";
import { run } from "./run.ts";

type Checks = Generator<readonly [name: string, check: Check]>;

/** Checks the packages as a user gets them: built, packed, installed by npm, and used. */
export function checkPackages(): Count {
	const folder = mkdtempSync(join(tmpdir(), "sojourn-packages-"));
	try {
		return runChecks(checksIn(folder));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function* checksIn(folder: string): Checks {
	const packages = packAll(folder);
	for (const packed of packages) {
		const { name, tarball } = packed;
		yield [`${name}: leads to compiled files`, () => checkEntryPoints(packed)];
		yield [`${name}: holds what it should`, () => checkFiles(packed)];
		yield [`${name}: asks for published versions`, () => checkRanges(packed)];
		yield [`${name}: publint`, () => quietly("publint", [tarball, "--strict"])];
		yield [`${name}: are the types wrong`, () => quietly("attw", [tarball, "--profile", "esm-only"])];
		if (name === "@sojourn/core") yield [`${name}: no dependencies`, () => checkNoDependencies(packed)];
	}

	const consumer = join(folder, "consumer");
	mkdirSync(consumer);
	const inConsumer = (command: string, ...args: string[]) => quietly(command, args, consumer);
	yield ["consumer: installs by npm", () => createConsumer(consumer, packages)];
	yield ["consumer: by import", () => inConsumer(process.execPath, "by-import.mts")];
	yield ["consumer: by require", () => inConsumer(process.execPath, "by-require.cts")];
	yield ["consumer and READMEs: types, TypeScript 7", () => inConsumer("tsc", "-p", ".")];
	yield [
		"consumer and READMEs: types, TypeScript 5.6",
		() => inConsumer("node_modules/.bin/tsc", "-p", "tsconfig.oldest.json"),
	];
	const nextConsumer = join(folder, "next-consumer");
	yield ["consumer on Next: installs by npm", () => createNextConsumer(nextConsumer, packages)];
	yield ["consumer on Next: builds", () => buildNextConsumer(nextConsumer)];
	yield ["consumer on Next: types", () => checkNextConsumer(nextConsumer)];
	yield ["core: bundle for Node", () => bundleSize(consumer, "node")];
	yield ["core: bundle for other runtimes", () => bundleSize(consumer, "browser")];
	yield ["core: time to import", () => importTime(consumer)];
}

function quietly(command: string, args: readonly string[], cwd?: string): void {
	run(command, args, { quiet: true, ...(cwd !== undefined && { cwd }) });
}
