/** What sessions cost a server: CPU time per request above the same server without any. */

import { type Service, startPostgres, startRedis } from "@sojourn/service-harness";
import { medianAbove } from "../measure.ts";
import { type Benchmark, type Row, row } from "../row.ts";
import type { ServerName } from "./applications.ts";
import { auditBenchmarks } from "./audit-benchmarks.ts";
import { measureServers } from "./measure-servers.ts";
import { buildNextApplication } from "./next/applications.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

interface Comparison {
	readonly name: string;
	readonly title: string;
	readonly scenario: Scenario;
	readonly bare: ServerName;
	readonly ours: ServerName;
	readonly peer: ServerName;
	/** Starts what both keep their sessions in; left out: their own memory. */
	readonly service?: () => Promise<Service & { readonly url: string }>;
	/** Builds the application, where that isn't done as it is loaded. */
	readonly build?: () => void;
	readonly budget: number | null;
}

const unit = "µs CPU above bare";

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
	benchmark({
		name: "hono-read",
		title: "Hono on Node, memory, read-only; peer is iron-session",
		scenario: scenarios.read,
		bare: "hono/bare",
		ours: "hono/sojournPlain",
		peer: "hono/ironSession",
		budget: null,
	}),
	benchmark({
		name: "next-read",
		title: "Next, memory, read-only; peer is iron-session",
		scenario: scenarios.read,
		bare: "next/bare",
		ours: "next/sojournPlain",
		peer: "next/ironSession",
		build: buildNextApplication,
		budget: null,
	}),
	{ name: "core-read", run: measureAdapters },
	...auditBenchmarks,
];

function benchmark({ name, title, budget, service, build, scenario, bare, ours, peer }: Comparison): Benchmark {
	return {
		name,
		async run() {
			build?.();
			const running = await service?.();
			try {
				const samples = await measureServers({ bare, ours, peer }, scenario, running?.url);
				const [our, their] = [medianAbove(samples.ours, samples.bare), medianAbove(samples.peer, samples.bare)];
				return [row(title, unit, our, their, budget)];
			} finally {
				await running?.stop();
			}
		},
	};
}

/** What each adapter costs, beside core alone: its own work is the difference. */
async function measureAdapters(): Promise<readonly Row[]> {
	const samples = await measureServers(
		{
			bare: "node/bare",
			core: "node/core",
			bareExpress: "express/bare",
			express: "express/sojournPlain",
			bareKoa: "koa/bare",
			koa: "koa/sojournPlain",
			bareHono: "hono/bare",
			hono: "hono/sojournPlain",
		},
		scenarios.read,
	);
	const core = medianAbove(samples.core, samples.bare);
	const beside = (framework: string, ours: readonly number[], bare: readonly number[]): Row =>
		row(`${framework}, memory, read-only; peer is core alone`, unit, medianAbove(ours, bare), core);
	return [
		beside("Express", samples.express, samples.bareExpress),
		beside("Koa", samples.koa, samples.bareKoa),
		beside("Hono on Node", samples.hono, samples.bareHono),
	];
}
