/** Telling those who run the server, on any runtime. */

/** As much of Node's `process` as is needed. Bun and Deno have it too, workers may not. */
interface Process {
	emitWarning?(warning: string | Error, options?: { readonly code: string }): void;
}

/** Says it as a warning of the process, which has listeners and a switch; on the console where there is none. */
export function warn(warning: string | Error, code?: string): void {
	const { process } = globalThis as { readonly process?: Process };
	if (process?.emitWarning === undefined) console.warn(warning);
	else process.emitWarning(warning, code === undefined ? undefined : { code });
}
