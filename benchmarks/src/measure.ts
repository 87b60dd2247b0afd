/** How everything is measured: contenders take turns, round after round, and medians are compared. */

/** The middle of the values. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle];
	if (upper === undefined) throw new RangeError("There is no median of nothing.");
	return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2;
}

/** What is measured, each by its name. */
export type Contenders<Name extends string, Contender> = { readonly [name in Name]: Contender };

/** The figures of one contender, one a round. */
export type Samples<Name extends string> = { readonly [name in Name]: readonly number[] };

/**
 * Measures every contender once a round, in an order that turns by one each round, so that whatever disturbs the machine
 * for a while disturbs all of them.
 */
export async function interleave<Name extends string, Contender>(
	contenders: Contenders<Name, Contender>,
	rounds: number,
	measure: (contender: Contender) => Promise<number>,
): Promise<Samples<Name>> {
	const names = Object.keys(contenders) as Name[];
	const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
	for (let round = 0; round < rounds; round++) {
		for (let turn = 0; turn < names.length; turn++) {
			const name = names[(round + turn) % names.length] as Name;
			samples[name].push(await measure(contenders[name]));
		}
	}
	return samples;
}

/** The median of what each round's figure is above that of the same round's base. */
export function medianAbove(samples: readonly number[], base: readonly number[]): number {
	return median(samples.map((sample, round) => sample - (base[round] as number)));
}

/**
 * The CPU time of one call, in µs: the whole process's, threads of its own included. Calls follow one another; their
 * number is chosen so that each round takes about `roundTime` milliseconds.
 */
export async function cpuPerCall<Name extends string, Contender>(
	contenders: Contenders<Name, Contender>,
	call: (contender: Contender) => unknown,
	rounds = 61,
	roundTime = 20,
): Promise<{ readonly [name in Name]: number }> {
	const calls = new Map<Contender, number>();
	for (const name of Object.keys(contenders) as Name[]) {
		const contender = contenders[name];
		calls.set(contender, await callsWithin(() => call(contender), roundTime));
	}
	const samples = await interleave(contenders, rounds, async (contender) => {
		const times = calls.get(contender) as number;
		return (await cpuOf(() => call(contender), times)) / times;
	});
	const medians = {} as Record<Name, number>;
	for (const name of Object.keys(samples) as Name[]) medians[name] = median(samples[name]);
	return medians;
}

/** How often the work fits into a time, in milliseconds; warms it up on the way. */
async function callsWithin(work: () => unknown, time: number): Promise<number> {
	for (let calls = 64; ; calls *= 2) {
		const used = (await cpuOf(work, calls)) / 1000;
		if (used >= time) return Math.ceil((calls * time) / used);
	}
}

async function cpuOf(work: () => unknown, times: number): Promise<number> {
	const before = process.cpuUsage();
	for (let time = 0; time < times; time++) await work();
	const { user, system } = process.cpuUsage(before);
	return user + system;
}
