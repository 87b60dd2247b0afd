/** What is wrong with options, in the words that all of them have. */

/** For a number of things. */
export function countProblems(name: string, value: number, least = 1): string[] {
	return Number.isInteger(value) && value >= least ? [] : [`${name} is ${value}: give a whole number from ${least}.`];
}
