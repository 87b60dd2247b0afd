/** What sessions cost an Express server: CPU time per request above the same server without any. */

import { interleave, median, medianAbove } from "../measure.ts";
import { type Benchmark, row } from "../row.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { ServerProcess } from "./server-process.ts";
import type { KeeperName } from "./session-keepers.ts";

/** How often the servers are started anew, since each start is compiled a little differently. */
const launches = 3;
const rounds = 9;
const requestsPerRound = 4000;
const warmUp = 12_000;

interface Comparison {
	readonly name: string;
	readonly title: string;
	readonly scenario: Scenario;
	readonly ours: KeeperName;
	readonly peer: KeeperName;
	readonly budget: number | null;
}

const sameWork = { ours: "sojournPlain", peer: "expressSession" } as const;

export const expressBenchmarks: readonly Benchmark[] = [
	benchmark({
		name: "express-read",
		title: "Express, memory, read-only",
		scenario: scenarios.read,
		...sameWork,
		budget: 0.5,
	}),
	benchmark({
		name: "express-change",
		title: "Express, memory, one key changed",
		scenario: scenarios.count,
		...sameWork,
		budget: null,
	}),
	benchmark({
		name: "express-login",
		title: "Express, memory, login",
		scenario: scenarios.login,
		...sameWork,
		budget: null,
	}),
	benchmark({
		name: "express-defaults",
		title: "Express, memory, read-only, headers and cross-site check on; peer with helmet",
		scenario: scenarios.read,
		ours: "sojourn",
		peer: "expressSessionAndHelmet",
		budget: null,
	}),
];

function benchmark({ name, title, scenario, budget, ...keepers }: Comparison): Benchmark {
	return {
		name,
		async run() {
			const ours: number[] = [];
			const peer: number[] = [];
			for (let launch = 0; launch < launches; launch++) {
				const started: ServerProcess[] = [];
				const start = async (keeper: KeeperName): Promise<ServerProcess> => {
					const server = await ServerProcess.start(keeper, scenario, warmUp);
					started.push(server);
					return server;
				};
				try {
					const servers = {
						bare: await start("bare"),
						ours: await start(keepers.ours),
						peer: await start(keepers.peer),
					};
					const samples = await interleave(servers, rounds, (server) => server.cpuPerRequest(requestsPerRound));
					ours.push(medianAbove(samples.ours, samples.bare));
					peer.push(medianAbove(samples.peer, samples.bare));
				} finally {
					for (const server of started) await server.stop();
				}
			}
			return [row(title, "µs CPU above bare", median(ours), median(peer), budget)];
		},
	};
}
