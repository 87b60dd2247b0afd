/** Two servers whose users' tokens expire while both are busy. */

import { type OpenIdProvider, startPostgres, startRedis } from "@sojourn/service-harness";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openCluster } from "./processes.ts";
import { life, startAcme } from "./setting.ts";

const rounds = 100;
const requests = 50;

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme({ latency: 20 });
});
afterAll(() => acme.stop());

describe.each([
	["Redis", () => startRedis()],
	["PostgreSQL", () => startPostgres()],
] as const)("O4: two processes on %s", (backend, start) => {
	let cluster: Awaited<ReturnType<typeof openCluster>>;
	beforeAll(async () => {
		cluster = await openCluster(backend, (await start()).url, acme);
	}, 60_000);
	afterAll(() => cluster.close());

	test(`${rounds} times, ${requests} requests at each find an expired token: one spend each time, and all are served`, async () => {
		const servers = await Promise.all([cluster.start(), cluster.start()]);
		const { cookie } = await cluster.signIn("ann");
		const before = { ...acme.spends };
		const seen = new Set<string | undefined>();
		for (let round = 1; round <= rounds; round++) {
			await Promise.all(servers.map((server) => server.tell({ ahead: round * life * 1000 })));
			const answers = await Promise.all(
				servers.flatMap((server) => Array.from({ length: requests }, () => server.ask(cookie))),
			);
			const [first] = answers;
			expect(first).toMatchObject({ status: 200 });
			for (const answer of answers) expect(answer).toEqual(first);
			seen.add(first?.token);
			expect(acme.spends.refreshed - before.refreshed).toBe(round);
		}
		expect(seen.size).toBe(rounds);
		expect(acme.spends).toEqual({ ...before, refreshed: before.refreshed + rounds });
	}, 120_000);
});
