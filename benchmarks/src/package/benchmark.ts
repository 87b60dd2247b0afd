/** What @sojourn/core costs before it does anything. Here the peer is what DESIGN.md allows, so the ratio may be 1. */

import { type Benchmark, row } from "../row.ts";
import { bundleSize } from "./bundle-size.ts";
import { importTime } from "./import-time.ts";
import { withPublishedCore } from "./published.ts";

const allowedTime = 10;
const allowedSize = 12;

export const packageBenchmark: Benchmark = {
	name: "package",
	run: () =>
		withPublishedCore(async (folder) => [
			row("Import of @sojourn/core, against what is allowed", "ms", await importTime(folder), allowedTime, 1),
			row(
				"Bundle of createSessions and memoryStore, against what is allowed",
				"kB min+gzip",
				await bundleSize(folder),
				allowedSize,
				1,
			),
		]),
};
