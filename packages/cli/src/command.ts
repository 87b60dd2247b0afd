/** The commands: they ask the application's own sessions, and print JSON. */

import { parseArgs } from "node:util";
import { debugCookie, debugSession } from "@sojourn/core";
import { loadSessions } from "./load-sessions.ts";

const usage = `Usage: sojourn COMMAND --sessions MODULE

  session ID    What is known of a session: state, times, why it ended.
  cookie        What is the matter with a cookie or bearer token. Its value is read from
                standard input, so that it shows in no process list and no history.
  sweep         Ends what has expired and forgets old tombstones, until nothing is left.

  --sessions MODULE   A module of the application that exports what createSessions() gave,
                      as its default export or as "sessions".
  --batch N           sweep: how many records at a time. Default 1000.

Prints JSON; never a token, a secret or session data.
Exit codes: 0 done, 1 it failed, 2 the call is wrong.`;

/** What the command needs of its process. */
export interface Terminal {
	print(line: string): void;
	complain(line: string): void;
	/** All of standard input. */
	input(): Promise<string>;
}

/**
 * Runs a command.
 *
 * @param words what stands after the command's name
 * @returns the exit code
 */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
	let call: Call;
	try {
		call = parse(words);
	} catch (error) {
		terminal.complain(`${(error as Error).message}\n\n${usage}`);
		return 2;
	}
	if (call.command === "help") {
		terminal.print(usage);
		return 0;
	}
	try {
		const { sessions, close } = await loadSessions(call.module);
		try {
			if (call.command === "session") show(terminal, await debugSession(sessions, call.id));
			if (call.command === "cookie") show(terminal, await debugCookie(sessions, (await terminal.input()).trim()));
			if (call.command === "sweep") show(terminal, await sweepAll(sessions, call.batch));
		} finally {
			await close();
		}
		return 0;
	} catch (error) {
		terminal.complain(error instanceof Error ? error.message : String(error));
		return 1;
	}
}

type Call =
	| { readonly command: "help" }
	| { readonly command: "session"; readonly module: string; readonly id: string }
	| { readonly command: "cookie"; readonly module: string }
	| { readonly command: "sweep"; readonly module: string; readonly batch: number };

function parse(words: readonly string[]): Call {
	const { values, positionals } = parseArgs({
		args: [...words],
		allowPositionals: true,
		options: {
			sessions: { type: "string" },
			batch: { type: "string", default: "1000" },
			help: { type: "boolean", short: "h" },
		},
	});
	const [command, ...rest] = positionals;
	if (values.help) return { command: "help" };
	const module = values.sessions;
	if (module === undefined) throw new Error("--sessions is missing: name the module that exports your sessions.");
	if (command === "session" && rest.length === 1) return { command, module, id: rest[0] as string };
	if (command === "cookie" && rest.length === 0) return { command, module };
	if (command === "sweep" && rest.length === 0) {
		const batch = Number(values.batch);
		if (!Number.isInteger(batch) || batch < 1)
			throw new Error(`--batch is ${values.batch}: give a whole number from 1.`);
		return { command, module, batch };
	}
	throw new Error(
		command === undefined ? "A command is missing." : `sojourn ${positionals.join(" ")}: there is no such command.`,
	);
}

type Swept = { readonly expired: number; readonly forgotten: number };

async function sweepAll(sessions: Awaited<ReturnType<typeof loadSessions>>["sessions"], limit: number): Promise<Swept> {
	if (sessions.sweep === undefined)
		throw new Error("This store has nothing to sweep: its backend expires records by itself.");
	let [expired, forgotten] = [0, 0];
	for (let more = true; more; ) {
		const batch = await sessions.sweep({ limit });
		expired += batch.expired.length;
		forgotten += batch.forgotten;
		more = batch.more;
	}
	return { expired, forgotten };
}

function show(terminal: Terminal, value: unknown): void {
	terminal.print(JSON.stringify(value, null, 2));
}
