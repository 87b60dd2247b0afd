/** What an audit costs a server: the CPU time of a whole request with one, beside the same request without. */

import { type Service, startPostgres, startRedis } from "@sojourn/service-harness";
import { median } from "../measure.ts";
import { type Benchmark, type Row, row } from "../row.ts";
import type { ServerName } from "./applications.ts";
import { measureServers } from "./measure-servers.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

/** Where events go. What a sink does in the background is done by the same process, and is in its figure. */
interface Sink {
	readonly name: string;
	readonly server: ServerName;
	readonly service?: () => Promise<Service & { readonly url: string }>;
}

/** Keeps events as they are: what is left is what a request does for its event. */
const memory: Sink = { name: "memory", server: "express/sojournAuditMemory" };
const redis: Sink = { name: "Redis", server: "express/sojournAuditRedis", service: startRedis };
const postgres: Sink = { name: "PostgreSQL", server: "express/sojournAuditPostgres", service: startPostgres };

const budget = 1.1;

export const auditBenchmarks: readonly Benchmark[] = [
	benchmark("audit-read", "read-only", scenarios.read, [postgres]),
	benchmark("audit-change", "one key changed", scenarios.count, [memory, redis, postgres]),
];

function benchmark(name: string, title: string, scenario: Scenario, sinks: readonly Sink[]): Benchmark {
	return {
		name,
		async run() {
			const rows: Row[] = [];
			for (const sink of sinks) rows.push(await compare(title, scenario, sink));
			return rows;
		},
	};
}

async function compare(title: string, scenario: Scenario, { name, server, service }: Sink): Promise<Row> {
	const running = await service?.();
	try {
		const samples = await measureServers({ ours: server, peer: "express/sojournPlain" }, scenario, running?.url);
		const label = `Express, memory, ${title}, audit into ${name}; peer without an audit`;
		return row(label, "µs CPU a request", median(samples.ours), median(samples.peer), budget);
	} finally {
		await running?.stop();
	}
}
