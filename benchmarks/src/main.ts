/** `npm run bench`: what Sojourn costs, beside what others cost. */

import { accessTokenBenchmark } from "./access-token.ts";
import { runBenchmarks } from "./command-line.ts";
import { ownTokensBenchmark } from "./own-tokens.ts";
import { packageBenchmark } from "./package/benchmark.ts";
import { memoryStoreBenchmark } from "./scale/benchmarks.ts";
import { sealBenchmark } from "./seal.ts";
import { serverBenchmarks } from "./servers/benchmarks.ts";

await runBenchmarks(
	[
		sealBenchmark,
		ownTokensBenchmark,
		accessTokenBenchmark,
		...serverBenchmarks,
		memoryStoreBenchmark,
		packageBenchmark,
	],
	{
		ours: "ours",
		peer: "peer",
	},
);
