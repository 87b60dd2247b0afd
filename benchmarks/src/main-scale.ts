/** `npm run bench:scale`: what databases take for a million sessions, beside what they take for ten thousand. */

import { allRows, type Results, runBenchmarks } from "./command-line.ts";
import { databaseBenchmarks } from "./scale/benchmarks.ts";
import { sizeUnit } from "./scale/comparison.ts";

await runBenchmarks(databaseBenchmarks, { ours: "1,000,000", peer: "10,000" }, (results) => ({
	bytesPerSession: bytesPerSession(results),
	rows: allRows(results),
}));

/** At 1,000,000 sessions, by the database's name. */
function bytesPerSession(results: Results): Record<string, number> {
	const sizes: Record<string, number> = {};
	for (const [name, rows] of results) {
		for (const { unit, ours } of rows) if (unit === sizeUnit) sizes[name] = Math.round(ours);
	}
	return sizes;
}
