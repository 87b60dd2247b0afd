/** `npm run bench`: runs the benchmarks and prints what they gave. A missed budget is shown, and fails nothing. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { expressBenchmarks } from "./express/benchmarks.ts";
import { memoryStoreBenchmark } from "./memory-store/benchmark.ts";
import { packageBenchmark } from "./package/benchmark.ts";
import { isMissed, type Row } from "./row.ts";
import { sealBenchmark } from "./seal.ts";
import { formatTable } from "./table.ts";

const benchmarks = [sealBenchmark, ...expressBenchmarks, memoryStoreBenchmark, packageBenchmark];

const { values: options } = parseArgs({
	options: {
		/** Writes the rows to this file, relative to where npm was called. */
		json: { type: "string" },
		/** Runs the benchmarks whose name this regular expression finds, whatever the case. */
		only: { type: "string", default: "" },
	},
});
const file = options.json === undefined ? null : resolve(process.env.INIT_CWD ?? "", options.json);
const wanted = benchmarks.filter(({ name }) => new RegExp(options.only, "i").test(name));
if (wanted.length === 0) {
	throw new Error(`--only finds none of: ${benchmarks.map(({ name }) => name).join(", ")}.`);
}

const rows: Row[] = [];
save();
for (const { name, run } of wanted) {
	process.stderr.write(`${name} …\n`);
	try {
		rows.push(...(await run()));
		save();
	} catch (error) {
		console.error(`${name} failed:`, error);
		process.exitCode = 1;
	}
}
console.log(`\n${formatTable(rows)}\n`);
const withBudget = rows.filter(({ budget }) => budget !== null);
console.log(`${withBudget.length - rows.filter(isMissed).length} of ${withBudget.length} budgets met.`);

/** At first and after each benchmark: a file that can't be written is known at once, and nothing measured is lost. */
function save(): void {
	if (file !== null) writeFileSync(file, `${JSON.stringify(rows, null, "\t")}\n`);
}
