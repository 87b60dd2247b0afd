/** The programs that services need: where they are, and how to get them. */

import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian and its like keep PostgreSQL's programs out of the PATH, in one folder a version. */
const postgresFolder = "/usr/lib/postgresql";

/** The Debian package that each program is in. */
const packages = {
	"redis-server": "redis-server",
	"redis-cli": "redis-tools",
	initdb: "postgresql",
	postgres: "postgresql",
	pg_isready: "postgresql",
	"mariadb-install-db": "mariadb-server",
	mariadbd: "mariadb-server",
	mariadb: "mariadb-client",
} as const;

/** A program that a service needs. */
export type Program = keyof typeof packages;

/**
 * The path of a program.
 *
 * @throws Error with the line that installs it
 */
export function findProgram(program: Program): string {
	const found = folders().find((folder) => existsSync(join(folder, program)));
	if (found !== undefined) return join(found, program);
	throw new Error(
		`These tests need ${program}, which isn't installed. On Debian and Ubuntu: sudo apt-get install -y ${packages[program]}`,
	);
}

/** The Debian packages that hold what is missing on this machine; empty when nothing is. */
export function missingPackages(): readonly string[] {
	const all = folders();
	const missing = Object.entries(packages).filter(
		([program]) => !all.some((folder) => existsSync(join(folder, program))),
	);
	return [...new Set(missing.map(([, name]) => name))];
}

function folders(): readonly string[] {
	const versions = existsSync(postgresFolder) ? readdirSync(postgresFolder).sort().reverse() : [];
	return [
		...(process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
		"/usr/sbin",
		...versions.map((version) => join(postgresFolder, version, "bin")),
	];
}
