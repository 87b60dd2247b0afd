import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** What a command may be told. */
export interface RunOptions {
	/** Where it runs; the repository's folder when left out. */
	readonly cwd?: string;
	/** `true`: what it writes is shown only if it fails. */
	readonly quiet?: boolean;
}

/**
 * Runs a command and waits for it.
 *
 * @returns what it wrote to its output, if it was quiet
 * @throws Error when the command can't be started or doesn't exit with 0
 */
export function run(command: string, args: readonly string[], { cwd = root, quiet = false }: RunOptions = {}): string {
	const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
		cwd,
		encoding: "utf8",
		stdio: quiet ? "pipe" : "inherit",
		maxBuffer: 2 ** 26,
	});
	if (error !== undefined) throw new Error(`${command} can't be started: ${error.message}`);
	if (status === 0) return stdout ?? "";
	const written = quiet ? `\n${stdout}${stderr}` : "";
	throw new Error(`${[command, ...args].join(" ")} ended with ${status ?? signal}.${written}`);
}
