/** O4: servers whose users' tokens expire while all are busy. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenIdProvider, startPostgres, startRedis } from "@sojourn/service-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { askForToken, startApplication, type TokenAnswer } from "./application.ts";
import { openBackend } from "./backends.ts";
import { openCluster } from "./processes.ts";
import { createSetting, life, startAcme } from "./setting.ts";

const rounds = 100;
const requests = 50;

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme({ latency: 20 });
});
afterAll(() => acme.stop());

interface BusyServer {
	/** Sets its clock ahead, in milliseconds. */
	setAhead(time: number): Promise<unknown>;
	ask(): Promise<TokenAnswer>;
}

/** In each round the token has expired when all ask for it. */
async function playRounds(servers: readonly BusyServer[]): Promise<void> {
	const before = { ...acme.spends };
	const seen = new Set<string | undefined>();
	for (let round = 1; round <= rounds; round++) {
		await Promise.all(servers.map(({ setAhead }) => setAhead(round * life * 1000)));
		const answers = await Promise.all(servers.flatMap(({ ask }) => Array.from({ length: requests }, ask)));
		const [first] = answers;
		expect(first).toMatchObject({ status: 200 });
		for (const answer of answers) expect(answer).toEqual(first);
		seen.add(first?.token);
		expect(acme.spends.refreshed - before.refreshed).toBe(round);
	}
	expect(seen.size).toBe(rounds);
	expect(acme.spends).toEqual({ ...before, refreshed: before.refreshed + rounds });
}

const title = `${rounds} times, ${requests} requests at each find an expired token: one spend each time, and all are served`;

describe.each([
	["Redis", () => startRedis()],
	["PostgreSQL", () => startPostgres()],
] as const)("O4: two processes on %s", (backend, start) => {
	let cluster: Awaited<ReturnType<typeof openCluster>>;
	beforeAll(async () => {
		cluster = await openCluster(backend, (await start()).url, acme);
	}, 60_000);
	afterAll(() => cluster.close());

	test(title, async () => {
		const servers = await Promise.all([cluster.start(), cluster.start()]);
		const { cookie } = await cluster.signIn("ann");
		await playRounds(
			servers.map(({ tell, ask }) => ({ setAhead: (ahead) => tell({ ahead }), ask: () => ask(cookie) })),
		);
	}, 120_000);
});

describe.each(["memory", "SQLite"] as const)("O4: one process on %s", (kind) => {
	const folder = mkdtempSync(join(tmpdir(), "sojourn-grants-"));
	afterAll(() => rmSync(folder, { recursive: true }));

	test(title, async () => {
		const { store, ledger, close } = await openBackend(kind, join(folder, "sessions.db"), "grants");
		const setting = createSetting(acme, { store, ledger });
		const { tokens, sessions, signIn } = setting.server();
		const application = await startApplication(sessions, tokens);
		const { cookie } = await signIn();
		const start = setting.clock.now;
		const setAhead = async (time: number) => {
			setting.clock.now = start + time;
		};
		await playRounds([{ setAhead, ask: () => askForToken(application.url, cookie) }]);
		await application.close();
		await close();
	}, 120_000);
});
