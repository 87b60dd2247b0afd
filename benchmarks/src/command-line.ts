/** What both commands have in common: options, order, output. */

import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Benchmark, isMissed, type Row } from "./row.ts";
import { formatTable, type Headings } from "./table.ts";

/** The rows of each benchmark that has run, by its name. */
export type Results = ReadonlyMap<string, readonly Row[]>;

/**
 * Runs the benchmarks that the command line asks for and prints what they gave. A missed budget is shown, and fails nothing.
 *
 * @param toJson makes of the results what `--json` writes
 */
export async function runBenchmarks(
	benchmarks: readonly Benchmark[],
	headings: Headings,
	toJson: (results: Results) => unknown = allRows,
): Promise<void> {
	const { values: options } = parseArgs({
		options: {
			/** Writes the results to this file, relative to where npm was called. */
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

	const results = new Map<string, readonly Row[]>();
	save();
	for (const { name, run } of wanted) {
		process.stderr.write(`${name} …\n`);
		try {
			results.set(name, await run());
			save();
		} catch (error) {
			console.error(`${name} failed:`, error);
			process.exitCode = 1;
		}
	}
	const rows = allRows(results);
	console.log(`\n${formatTable(rows, headings)}\n`);
	const withBudget = rows.filter(({ budget }) => budget !== null);
	console.log(`${withBudget.length - rows.filter(isMissed).length} of ${withBudget.length} budgets met.`);

	/** At first and after each benchmark: a file that can't be written is known at once, and nothing measured is lost. */
	function save(): void {
		if (file !== null) writeFileSync(file, `${JSON.stringify(toJson(results), null, "\t")}\n`);
	}
}

/** The rows of all benchmarks. */
export function allRows(results: Results): readonly Row[] {
	return [...results.values()].flat();
}
