/** A server in a process of its own: `node server-process.ts SETTINGS`. */

import { createSessions } from "@sojourn/core";
import { createProvider, createTokens, type Ledger, type TokenProvider } from "../../src/index.ts";
import { startApplication } from "./application.ts";
import { type BackendKind, openBackend } from "./backends.ts";
import { secrets } from "./secrets.ts";

/** What a server is told, as JSON. */
export interface ServerSettings {
	readonly backend: BackendKind;
	readonly address: string;
	readonly name: string;
	readonly issuer: string;
	readonly client: { readonly clientId: string; readonly clientSecret: string };
}

/** What a server is told while it runs. It answers each with the same. */
export interface ServerCommand {
	/** How far its clock for tokens is ahead, in milliseconds. */
	readonly ahead?: number;
	/** When it is to send itself a signal in the midst of the next refresh. */
	readonly at?: "answered" | "left";
	readonly signal?: "SIGKILL" | "SIGSTOP";
}

const { backend, address, name, issuer, client }: ServerSettings = JSON.parse(process.argv[2] ?? "");
const { store, ledger } = await openBackend(backend, address, name);
let ahead = 0;
let trap: ServerCommand = {};

/** Stops or dies here, if that was asked for. A signal may come a little later than it is sent. */
async function pass(at: ServerCommand["at"]): Promise<void> {
	if (trap.at !== at || trap.signal === undefined) return;
	const { signal } = trap;
	trap = {};
	process.kill(process.pid, signal);
	await new Promise((resolve) => setTimeout(resolve, 100));
}

const now = () => Date.now() + ahead;
const acme = createProvider({ issuer, ...client, development: true, now });
const trapped: TokenProvider = {
	...acme,
	async refresh(request) {
		const response = await acme.refresh(request);
		await pass("answered");
		return response;
	},
};
const trappedLedger: Ledger = {
	...ledger,
	async put(key, value, expected, ttl) {
		const written = await ledger.put(key, value, expected, ttl);
		if (key.startsWith("successor:")) await pass("left");
		return written;
	},
};
const sessions = createSessions({ store, secrets });
const tokens = createTokens({ sessions, secrets, ledger: trappedLedger, providers: { acme: trapped }, now });
const application = await startApplication(sessions, tokens);

process.on("message", (command: ServerCommand) => {
	if (command.ahead !== undefined) ahead = command.ahead;
	if (command.signal !== undefined) trap = command;
	process.send?.(command);
});
process.on("disconnect", () => process.exit());
process.send?.(application.url);
