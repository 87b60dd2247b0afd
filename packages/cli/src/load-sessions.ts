/** The application's sessions, from a module of its own. */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnySessions, RequestOperations, SessionData, SweepOperations } from "@sojourn/core";

/** What the commands call. */
type CommandSessions = AnySessions & RequestOperations<SessionData> & Partial<SweepOperations>;

/**
 * Imports the module and finds its sessions.
 *
 * @param path to the module, from the current folder
 * @returns the sessions, and the module's own `close` if it exports one, for its database connections
 * @throws Error saying what to export, when there are none
 */
export async function loadSessions(path: string): Promise<{ sessions: CommandSessions; close(): Promise<void> }> {
	const module: Record<string, unknown> = await import(pathToFileURL(resolve(path)).href);
	const sessions = (module.sessions ?? module.default) as CommandSessions | undefined;
	if (typeof sessions?.load !== "function") {
		throw new Error(
			`${path} exports no sessions: export what createSessions() gave, as "sessions" or as the default export.`,
		);
	}
	const { close } = module;
	return { sessions, close: async () => void (typeof close === "function" && (await close())) };
}
