/** Whether what the memory store does takes longer when there are more sessions: a million beside ten thousand. */

import { Child } from "../child.ts";
import { interleave, median } from "../measure.ts";
import { type Benchmark, type Row, row } from "../row.ts";
import type { Question } from "./operations.ts";

const warmUpRounds = 30;
const rounds = 60;
const budget = 1.3;

/** With a budget: 10,000 sessions are in use, whatever the number of others. */
const inUse: readonly (readonly [title: string, operation: Question["operation"]])[] = [
	["sweep of 1,000 expired", "sweep"],
	["read", "read"],
	["touch", "touch"],
	["update", "update"],
	["list of one user", "list"],
	["create with limit", "createWithLimit"],
	["endAll of one user", "endAll"],
];

/** For information: all sessions are in use, so that in a million hardly any is in the processor's caches. */
const anywhere: typeof inUse = [
	["control: get of a plain Map", "mapGet"],
	["read of any session", "read"],
	["touch of any session", "touch"],
	["update of any session", "update"],
	["list of any user", "list"],
	["create with limit of any user", "createWithLimit"],
	["endAll of any user", "endAll"],
];

export const memoryStoreBenchmark: Benchmark = {
	name: "memory-store",
	async run() {
		const big = start(1_000_000);
		const small = start(10_000);
		try {
			await Promise.all([big.ready, small.ready]);
			const measure = async (title: string, question: Question, budget: number | null): Promise<Row> => {
				await interleave({ big, small }, warmUpRounds, (store) => store.ask(question));
				const samples = await interleave({ big, small }, rounds, (store) => store.ask(question));
				const name = `Memory store at 1,000,000 against 10,000, ${title}`;
				return row(name, "µs", median(samples.big), median(samples.small), budget);
			};
			const rows: Row[] = [];
			for (const [title, operation] of inUse) rows.push(await measure(title, { operation, among: "present" }, budget));
			for (const [title, operation] of anywhere) rows.push(await measure(title, { operation, among: "all" }, null));
			return rows;
		} finally {
			await big.close();
			await small.close();
		}
	},
};

/** A process with a population of that size. */
function start(size: number): Child<Question, number> {
	return new Child(new URL("process.ts", import.meta.url), [String(size)], ["--max-old-space-size=6144"]);
}
