/** `npm run bench`: what Sojourn costs, beside what others cost. */

import { runBenchmarks } from "./command-line.ts";
import { expressBenchmarks } from "./express/benchmarks.ts";
import { packageBenchmark } from "./package/benchmark.ts";
import { memoryStoreBenchmark } from "./scale/benchmarks.ts";
import { sealBenchmark } from "./seal.ts";

await runBenchmarks([sealBenchmark, ...expressBenchmarks, memoryStoreBenchmark, packageBenchmark], {
	ours: "ours",
	peer: "peer",
});
