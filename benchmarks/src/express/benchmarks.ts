/** What sessions cost an Express server: CPU time per request above the same server without any. */

import { interleave, medianAbove } from "../measure.ts";
import { type Benchmark, row } from "../row.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { ServerProcess } from "./server-process.ts";
import type { KeeperName } from "./session-keepers.ts";

/** How often the servers are started anew, since each start is compiled a little differently. */
const launches = 3;
const rounds = 9;
const requestsPerRound = 4000;
/** V8 goes on compiling for about as many requests. */
const warmUp = 48_000;

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
			const all = { bare: [] as number[], ours: [] as number[], peer: [] as number[] };
			for (let launch = 0; launch < launches; launch++) {
				const samples = await measureLaunch(scenario, keepers);
				all.bare.push(...samples.bare);
				all.ours.push(...samples.ours);
				all.peer.push(...samples.peer);
			}
			const ours = medianAbove(all.ours, all.bare);
			return [row(title, "µs CPU above bare", ours, medianAbove(all.peer, all.bare), budget)];
		},
	};
}

/** Starts the three servers and measures them round by round. */
async function measureLaunch(scenario: Scenario, { ours, peer }: Pick<Comparison, "ours" | "peer">) {
	const started: ServerProcess[] = [];
	const start = async (keeper: KeeperName): Promise<ServerProcess> => {
		const server = await ServerProcess.start(keeper, scenario, warmUp);
		started.push(server);
		return server;
	};
	try {
		const servers = { bare: await start("bare"), ours: await start(ours), peer: await start(peer) };
		return await interleave(servers, rounds, (server) => server.cpuPerRequest(requestsPerRound));
	} finally {
		for (const server of started) await server.stop();
	}
}
