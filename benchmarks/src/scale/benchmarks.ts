/** The stores that are compared with themselves at another size. */

import type { Benchmark } from "../row.ts";
import { type Comparison, compare } from "./comparison.ts";

export const memoryStoreBenchmark = benchmark("memory-store", {
	backend: "memory",
	title: "Memory store at 1,000,000 against 10,000",
	sweeps: true,
	control: true,
	rounds: 60,
	bytes: false,
});

const database = { control: false, rounds: 30, bytes: true } as const;

/** Those of `npm run bench:scale`. */
export const databaseBenchmarks: readonly Benchmark[] = [
	benchmark("redis", { backend: "redis", title: "Redis", sweeps: false, ...database }),
	benchmark("postgres", { backend: "postgres", title: "PostgreSQL", sweeps: true, ...database }),
	benchmark("sqlite", { backend: "sqlite", title: "SQLite", sweeps: true, ...database }),
];

function benchmark(name: string, comparison: Comparison): Benchmark {
	return { name, run: () => compare(comparison) };
}
