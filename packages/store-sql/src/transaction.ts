/** What all databases on the network have in common: a step takes time, and transactions get into each other's way. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome, Plan } from "./database.ts";
import type { Statement } from "./prepared.ts";

/** How often a transaction is tried. */
const attempts = 6;
/** The longest pause before the second try, in milliseconds; it doubles with each further one. */
const firstPause = 5;

/** Runs a plan to its end, statement by statement. */
export async function follow<Result>(
	plan: Plan<Result>,
	execute: (statement: Statement) => Promise<Outcome>,
): Promise<Result> {
	let step = plan.next();
	while (!step.done) {
		const outcomes: Outcome[] = [];
		for (const statement of step.value) outcomes.push(await execute(statement));
		step = plan.next(outcomes);
	}
	return step.value;
}

/** Tries again, a bounded number of times and after pauses of random length, what got into the way of others. */
export async function retrying<Result>(
	attempt: () => Promise<Result>,
	isConflict: (error: unknown) => boolean,
): Promise<Result> {
	for (let turn = 0; ; turn++) {
		try {
			return await attempt();
		} catch (error) {
			if (turn === attempts - 1 || !isConflict(error)) throw error;
			await sleep(Math.random() * firstPause * 2 ** turn);
		}
	}
}
