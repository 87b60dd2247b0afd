import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.ts";

/** A program that tests start, and the Debian package that it comes in. */
export interface Program {
	readonly command: string;
	readonly debianPackage: string;
}

/**
 * Installs the programs that are missing.
 *
 * @throws Error saying what to install, when this isn't Debian or its like, or we aren't root
 */
export function installMissing(programs: readonly Program[]): void {
	const missing = programs.filter(({ command }) => !isOnPath(command));
	if (missing.length === 0) return;
	const packages = missing.map(({ debianPackage }) => debianPackage);
	if (process.getuid?.() !== 0 || !isOnPath("apt-get")) {
		const commands = missing.map(({ command }) => command).join(", ");
		throw new Error(
			`Tests need ${commands} on the PATH. On Debian and Ubuntu: sudo apt-get install ${packages.join(" ")}`,
		);
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
