import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs a program to its end, and gives what it wrote. */
export async function command(
	program: string,
	args: readonly string[],
	options: { readonly cwd?: string; readonly uid?: number; readonly gid?: number } = {},
): Promise<string> {
	return (await execute(program, args, { ...options, encoding: "utf8" })).stdout;
}

/** Whether a program ends well. */
export function succeeds(program: string, args: readonly string[]): Promise<boolean> {
	return command(program, args).then(
		() => true,
		() => false,
	);
}
