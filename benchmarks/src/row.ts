/** One line of the result. */

/** A figure of ours beside a figure that it is measured by. */
export interface Row {
	readonly name: string;
	readonly ours: number;
	readonly peer: number;
	readonly unit: string;
	/** `ours / peer`: below 1 we cost less. */
	readonly ratio: number;
	/** What the ratio may be at most, by DESIGN.md; `null`: for information. */
	readonly budget: number | null;
}

/** A benchmark: something that gives rows. */
export interface Benchmark {
	/** What `--only` picks it by. */
	readonly name: string;
	run(): Promise<readonly Row[]>;
}

/** Makes a row of two figures in the same unit. */
export function row(name: string, unit: string, ours: number, peer: number, budget: number | null = null): Row {
	return { name, ours, peer, unit, ratio: ours / peer, budget };
}

/** Whether the row's budget is missed. */
export function isMissed({ ratio, budget }: Row): boolean {
	return budget !== null && ratio > budget;
}
