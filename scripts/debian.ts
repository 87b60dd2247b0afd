import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

/** A program that tests start from the PATH, and the Debian package that it comes in. */
export interface Program {
	readonly command: string;
	readonly debianPackage: string;
}

/**
 * Installs the programs that are missing.
 *
 * @param services - Further packages that are missing: of programs that are found elsewhere.
 * @throws Error saying what to install, when this isn't Debian or its like, or we aren't root
 */
export function installMissing(programs: readonly Program[], services: readonly string[] = []): void {
	const missing = programs.filter(({ command }) => !isOnPath(command));
	const packages = [...missing.map(({ debianPackage }) => debianPackage), ...services];
	if (packages.length === 0) return;
	if (process.getuid?.() !== 0 || !isOnPath("apt-get")) {
		const needed = [...missing.map(({ command }) => command), ...services].join(", ");
		throw new Error(`Tests need ${needed}. On Debian and Ubuntu: sudo apt-get install ${packages.join(" ")}`);
	}
	run("apt-get", ["update", "-qq"]);
	run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages]);
}

function isOnPath(command: string): boolean {
	return (process.env.PATH ?? "").split(delimiter).some((folder) => {
		try {
			accessSync(join(folder, command), constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}
