/** Servers in processes of their own, on one backend and one provider. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createSessions } from "@sojourn/core";
import type { OpenIdProvider } from "@sojourn/service-harness";
import { createProvider, createTokens } from "../../src/index.ts";
import { askForToken, type TokenAnswer } from "./application.ts";
import { type BackendKind, openBackend } from "./backends.ts";
import { secrets } from "./secrets.ts";
import type { ServerCommand, ServerSettings } from "./server-process.ts";
import { responseOf } from "./setting.ts";

export interface ServerProcess {
	readonly process: ChildProcess;
	ask(cookie: string, query?: string): Promise<TokenAnswer>;
	/** Resolves when it has heard. */
	tell(command: ServerCommand): Promise<void>;
}

let count = 0;

/** Opens a backend of one's own for any number of servers. */
export async function openCluster(backend: BackendKind, address: string, acme: OpenIdProvider) {
	const name = `grants_${process.pid}_${++count}`;
	const client = { clientId: acme.client.client_id, clientSecret: acme.client.client_secret };
	const settings: ServerSettings = { backend, address, name, issuer: acme.issuer, client };
	const { store, ledger, close } = await openBackend(backend, address, name);
	const sessions = createSessions({ store, secrets });
	const provider = createProvider({ issuer: acme.issuer, ...client, development: true });
	const tokens = createTokens({ sessions, secrets, ledger, providers: { acme: provider } });
	const children: ChildProcess[] = [];

	return {
		sessions,
		tokens,
		ledger,
		provider,

		/** A session of a user who has signed in. */
		async signIn(user: string) {
			const { session, token: cookie } = await sessions.create({ userId: user });
			const granted = await acme.signIn(user);
			const stored = await sessions.read(session.id);
			if (stored === null) throw new Error("It was created just now.");
			await tokens.keep(stored, "acme", responseOf(granted, Date.now()), { subject: user });
			return { id: session.id, cookie, granted };
		},

		async start(): Promise<ServerProcess> {
			const child = fork(new URL("./server-process.ts", import.meta.url), [JSON.stringify(settings)]);
			children.push(child);
			const [url] = (await once(child, "message")) as [string];
			return {
				process: child,
				ask: (cookie, query) => askForToken(url, cookie, query),
				async tell(command) {
					const heard = once(child, "message");
					child.send(command);
					await heard;
				},
			};
		},

		async close() {
			for (const child of children) child.kill("SIGKILL");
			await close();
		},
	};
}
