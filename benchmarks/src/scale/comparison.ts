/** Whether what a store does takes longer when it holds more sessions: a million beside ten thousand. */

import { Child } from "../child.ts";
import { interleave, median } from "../measure.ts";
import { type Row, row } from "../row.ts";
import type { OperationName, Question } from "./operations.ts";
import type { BackendName } from "./process.ts";

/** What the ratio may be, by DESIGN.md. */
const budget = 1.3;

/** Of the rows that say how much room a session takes. */
export const sizeUnit = "B";

/** Titles and operations. */
type Work = readonly (readonly [title: string, operation: OperationName])[];

/** With a budget, though what expired was opened long ago, and of a million hardly any of it is in a cache. */
const sweeps: Work = [["sweep of 10,000 expired", "sweep"]];
/** A sweep is a sample of ten thousand by itself. */
const sweepRounds = 8;

/** With a budget: nothing but what has expired is looked at. */
const sweepsOfNothing: Work = [["sweep of nothing", "sweepNothing"]];

/** With a budget: 10,000 sessions are in use, whatever the number of others. */
const inUse: Work = [
	["read", "read"],
	["touch", "touch"],
	["update", "update"],
	["list of one user", "list"],
	["create with limit", "createWithLimit"],
	["endAll of one user", "endAll"],
];

/** For information: all sessions are in use, so that of a million hardly any is in a cache. */
const anywhere: Work = [
	["read of any session", "read"],
	["touch of any session", "touch"],
	["update of any session", "update"],
	["list of any user", "list"],
	["create with limit of any user", "createWithLimit"],
	["endAll of any user", "endAll"],
];

const control: Work = [["control: get of a plain Map", "mapGet"]];

/** What is compared, and how thoroughly. */
export interface Comparison {
	readonly backend: BackendName;
	/** What the rows' names begin with. */
	readonly title: string;
	/** Whether it has to be swept. Redis forgets by itself what has expired. */
	readonly sweeps: boolean;
	/** Measures as well what a lookup in memory costs at least. */
	readonly control: boolean;
	/** How many rounds of 100 calls there are; half as many come before, to warm up. */
	readonly rounds: number;
	/** Asks for the bytes that a session takes. */
	readonly bytes: boolean;
}

/** How some work is measured. */
interface Measurement extends Pick<Question, "among"> {
	readonly rounds: number;
	readonly budget: number | null;
	readonly unit?: keyof typeof microseconds;
}

const microseconds = { µs: 1, ms: 1000 };

type Population = Child<Question | "bytes", number>;

/** Fills two stores and measures them in turn: `ours` is the one with a million sessions. */
export async function compare(comparison: Comparison): Promise<readonly Row[]> {
	const { backend, title, rounds } = comparison;
	const big = start(backend, 1_000_000);
	const small = start(backend, 10_000);
	const rows: Row[] = [];

	async function measure(work: Work, { among, rounds, budget, unit = "µs" }: Measurement): Promise<void> {
		const figure = (times: readonly number[]) => median(times) / microseconds[unit];
		for (const [name, operation] of work) {
			const ask = (population: Population) => population.ask({ operation, among });
			await interleave({ big, small }, rounds / 2, ask);
			const samples = await interleave({ big, small }, rounds, ask);
			rows.push(row(`${title}, ${name}`, unit, figure(samples.big), figure(samples.small), budget));
		}
	}

	try {
		await Promise.all([big.ready, small.ready]);
		if (comparison.bytes) {
			rows.push(row(`${title}, size of a session`, sizeUnit, await big.ask("bytes"), await small.ask("bytes")));
		}
		if (comparison.sweeps) {
			// First: it counts on nobody having used a session since it was opened.
			await measure(sweeps, { among: "all", rounds: sweepRounds, budget, unit: "ms" });
			await measure(sweepsOfNothing, { among: "all", rounds, budget });
		}
		await measure(inUse, { among: "present", rounds, budget });
		if (comparison.control) await measure(control, { among: "all", rounds, budget: null });
		await measure(anywhere, { among: "all", rounds, budget: null });
		return rows;
	} finally {
		await big.close();
		await small.close();
	}
}

function start(backend: BackendName, size: number): Population {
	return new Child(new URL("process.ts", import.meta.url), [backend, String(size)], ["--max-old-space-size=6144"]);
}
