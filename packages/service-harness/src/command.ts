import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** How a program is run. */
export interface CommandOptions {
	readonly cwd?: string;
	readonly uid?: number;
	readonly gid?: number;
	/** What it reads. */
	readonly input?: string;
}

/** Runs a program to its end, and gives what it wrote. */
export async function command(
	program: string,
	args: readonly string[],
	{ input = "", ...options }: CommandOptions = {},
): Promise<string> {
	const running = execute(program, args, { ...options, encoding: "utf8" });
	running.child.stdin?.on("error", () => {}).end(input); // it may end without reading
	return (await running).stdout;
}

/** Whether a program ends well. */
export function succeeds(program: string, args: readonly string[]): Promise<boolean> {
	return command(program, args).then(
		() => true,
		() => false,
	);
}
