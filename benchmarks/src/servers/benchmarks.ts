/** What sessions cost a server: CPU time per request above the same server without any. */

import { type Service, startPostgres, startRedis } from "@sojourn/service-harness";
import { interleave, medianAbove } from "../measure.ts";
import { type Benchmark, row } from "../row.ts";
import type { ServerName } from "./applications.ts";
import { type Scenario, scenarios } from "./scenarios.ts";
import { ServerProcess } from "./server-process.ts";

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
	readonly bare: ServerName;
	readonly ours: ServerName;
	readonly peer: ServerName;
	/** Starts what both keep their sessions in; left out: their own memory. */
	readonly service?: () => Promise<Service & { readonly url: string }>;
	readonly budget: number | null;
}

type Contest = Pick<Comparison, "scenario" | "bare" | "ours" | "peer">;

const bare = "express/bare";
const sameWork = { bare, ours: "express/sojournPlain", peer: "express/expressSession" } as const;
const onRedis = {
	bare,
	ours: "express/sojournRedis",
	peer: "express/expressSessionRedis",
	service: startRedis,
} as const;

export const serverBenchmarks: readonly Benchmark[] = [
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
		bare,
		ours: "express/sojourn",
		peer: "express/expressSessionAndHelmet",
		budget: null,
	}),
	benchmark({
		name: "redis-read",
		title: "Express, Redis, read-only; peer with connect-redis",
		scenario: scenarios.read,
		...onRedis,
		budget: 0.6,
	}),
	benchmark({
		name: "redis-cache",
		title: "Express, Redis behind the cache, read-only; peer with connect-redis",
		scenario: scenarios.read,
		...onRedis,
		ours: "express/sojournCachedRedis",
		budget: 0.3,
	}),
	benchmark({
		name: "redis-change",
		title: "Express, Redis, one key changed; peer with connect-redis",
		scenario: scenarios.count,
		...onRedis,
		budget: 0.9,
	}),
	benchmark({
		name: "postgres-read",
		title: "Express, PostgreSQL, read-only; peer with connect-pg-simple",
		scenario: scenarios.read,
		bare,
		ours: "express/sojournPostgres",
		peer: "express/expressSessionPostgres",
		service: startPostgres,
		budget: 0.6,
	}),
	benchmark({
		name: "koa-read",
		title: "Koa, memory, read-only",
		scenario: scenarios.read,
		bare: "koa/bare",
		ours: "koa/sojournPlain",
		peer: "koa/koaSession",
		budget: 0.5,
	}),
];

function benchmark({ name, title, budget, service, ...contest }: Comparison): Benchmark {
	return {
		name,
		async run() {
			const all = { bare: [] as number[], ours: [] as number[], peer: [] as number[] };
			const running = await service?.();
			try {
				for (let launch = 0; launch < launches; launch++) {
					const samples = await measureLaunch(contest, running?.url ?? "");
					all.bare.push(...samples.bare);
					all.ours.push(...samples.ours);
					all.peer.push(...samples.peer);
				}
			} finally {
				await running?.stop();
			}
			const ours = medianAbove(all.ours, all.bare);
			return [row(title, "µs CPU above bare", ours, medianAbove(all.peer, all.bare), budget)];
		},
	};
}

/** Starts the three servers and measures them round by round. */
async function measureLaunch({ scenario, bare, ours, peer }: Contest, url: string) {
	const started: ServerProcess[] = [];
	const start = async (name: ServerName): Promise<ServerProcess> => {
		const server = await ServerProcess.start(name, url, scenario, warmUp);
		started.push(server);
		return server;
	};
	try {
		const servers = { bare: await start(bare), ours: await start(ours), peer: await start(peer) };
		return await interleave(servers, rounds, (server) => server.cpuPerRequest(requestsPerRound));
	} finally {
		for (const server of started) await server.stop();
	}
}
