/** The stores that are compared with themselves at another size. */

import type { Benchmark } from "../row.ts";
import { compare } from "./comparison.ts";

export const memoryStoreBenchmark: Benchmark = {
	name: "memory-store",
	run: () =>
		compare({
			backend: "memory",
			title: "Memory store at 1,000,000 against 10,000",
			sweeps: true,
			control: true,
			rounds: 60,
			bytes: false,
		}),
};

const rounds = 30;

/** Those of `npm run bench:scale`. Redis forgets by itself what has expired: there is nothing to sweep. */
export const databaseBenchmarks: readonly Benchmark[] = [
	{
		name: "redis",
		run: () => compare({ backend: "redis", title: "Redis", sweeps: false, control: false, rounds, bytes: true }),
	},
	{
		name: "postgres",
		run: () => compare({ backend: "postgres", title: "PostgreSQL", sweeps: true, control: false, rounds, bytes: true }),
	},
	{
		name: "sqlite",
		run: () => compare({ backend: "sqlite", title: "SQLite", sweeps: true, control: false, rounds, bytes: true }),
	},
];
