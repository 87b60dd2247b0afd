/** What an audit costs a server: the CPU time of a whole request with one, beside the same request without. */

import { type Service, startPostgres, startRedis } from "@sojourn/service-harness";
import { median } from "../measure.ts";
import { type Benchmark, type Row, row } from "../row.ts";
import type { ServerName } from "./applications.ts";
import { measureServers } from "./measure-servers.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

interface Comparison {
	readonly title: string;
	readonly scenario: Scenario;
	readonly server: ServerName;
	/** Starts what events go into. */
	readonly service?: () => Promise<Service & { readonly url: string }>;
	readonly budget: number | null;
}

/** What a request itself may cost more. What a sink does in the background has no budget. */
const budget = 1.1;

export const auditBenchmarks: readonly Benchmark[] = [
	benchmark("audit-read", [
		{
			title: "read-only, audit into PostgreSQL",
			scenario: scenarios.read,
			server: "express/sojournAuditPostgres",
			service: startPostgres,
			budget,
		},
	]),
	benchmark("audit-change", [
		{
			title: "one key changed, audit into nothing",
			scenario: scenarios.count,
			server: "express/sojournAudit",
			budget,
		},
		{
			title: "one key changed, audit into Redis, its batches included",
			scenario: scenarios.count,
			server: "express/sojournAuditRedis",
			service: startRedis,
			budget: null,
		},
		{
			title: "one key changed, audit into PostgreSQL, its batches included",
			scenario: scenarios.count,
			server: "express/sojournAuditPostgres",
			service: startPostgres,
			budget: null,
		},
	]),
];

function benchmark(name: string, comparisons: readonly Comparison[]): Benchmark {
	return {
		name,
		async run() {
			const rows: Row[] = [];
			for (const comparison of comparisons) rows.push(await compare(comparison));
			return rows;
		},
	};
}

async function compare({ title, scenario, server, service, budget }: Comparison): Promise<Row> {
	const running = await service?.();
	try {
		const samples = await measureServers({ ours: server, peer: "express/sojournPlain" }, scenario, running?.url);
		const label = `Express, memory, ${title}; peer without`;
		return row(label, "µs CPU a request", median(samples.ours), median(samples.peer), budget);
	} finally {
		await running?.stop();
	}
}
