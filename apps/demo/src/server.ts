/** The demo as a server: its users, its sessions and its application, started and stopped together. */

import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { audit } from "@sojourn/audit";
import { type SweepOperations, startSweeper } from "@sojourn/core";
import { createKnownDevices } from "@sojourn/guard";
import { sqliteCounters } from "@sojourn/guard/rate-limit";
import { observedStore } from "@sojourn/telemetry";
import { prometheus } from "@sojourn/telemetry/prometheus";
import SqliteDatabase from "better-sqlite3";
import { Registry } from "prom-client";
import { createApp } from "./app.ts";
import { type Config, databaseFile } from "./config.ts";
import { createAccountWatch, createHijackDetection } from "./guard.ts";
import { Notices } from "./notices.ts";
import { PasswordCheck } from "./password-check.ts";
import { createDemoProvider, registrationOf } from "./provider.ts";
import { openSessionStore } from "./session-store.ts";
import { createDemoSessions } from "./sessions.ts";
import { openTrail } from "./trail.ts";
import { Users } from "./users.ts";

export interface RunningDemo {
	/** Where browsers reach it: `http://localhost:3000`. */
	readonly url: string;
	/** Answers the requests under way, then closes everything. */
	stop(): Promise<void>;
}

/** How long requests under way may still take when the server is stopped, in milliseconds. */
const patience = 5000;

/** @throws Error when the port is taken or the data folder can't be written */
export async function startDemo(config: Config): Promise<RunningDemo> {
	mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
	const database = new SqliteDatabase(join(config.dataDir, databaseFile), { timeout: 500 });
	database.pragma("journal_mode = WAL");
	const { now = Date.now } = config;
	const { store, ledger, close } = await openSessionStore(config.store, now);
	const { trail, close: closeTrail } = await openTrail(config);
	const log = audit({ sinks: [trail], except: ["session.updated"], now });
	const figures = new Registry();
	const telemetry = prometheus({ registry: figures });
	const accounts = createAccountWatch(log, now);
	const plugins = [createHijackDetection(log, telemetry, now), accounts, log, telemetry];
	const sessions = createDemoSessions(observedStore(store, telemetry), plugins, config);
	const users = new Users(database);
	const site = await openProvider(config);
	const server = createServer();
	await once(server.listen(config.port), "listening");
	const url = config.origin ?? `http://localhost:${(server.address() as AddressInfo).port}`;
	const access = site.serve(registrationOf(url));
	const app = createApp(config, {
		users,
		passwords: new PasswordCheck(users, sqliteCounters(database), log, accounts),
		knownDevices: createKnownDevices({ secrets: config.secrets, development: config.development, now }),
		notices: new Notices(database),
		sessions,
		log,
		trail,
		provider: access && createDemoProvider(access, url, { sessions, ledger, log }, config),
		figures,
	});
	server.on("request", app);
	// Redis forgets by itself.
	const sweeper = "sweep" in store ? startSweeper(sessions as typeof sessions & SweepOperations) : null;

	return {
		url,
		async stop() {
			const closed = once(server, "close");
			server.close();
			const impatience = setTimeout(() => server.closeAllConnections(), patience);
			await closed;
			clearTimeout(impatience);
			site.stop();
			await sweeper?.stop();
			await close();
			await log.close();
			await closeTrail();
			database.close();
		},
	};
}

/** The provider that people can sign in at, as it becomes known to the demo, and the demo to it. */
async function openProvider(config: Config) {
	const { provider } = config;
	if (provider !== "acme") return { serve: () => provider, stop() {} };
	const { startAcme } = await import("./acme/start.ts");
	return startAcme(config);
}
