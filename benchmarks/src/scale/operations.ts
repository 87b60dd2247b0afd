/** What is done to a population, and how long it takes. */

import { median } from "../measure.ts";
import type { Population } from "./population.ts";
import { nameOf } from "./user.ts";

/** An operation: what it is given is made beforehand, and isn't measured. */
interface Operation<Input> {
	/** How many calls make one sample. */
	readonly calls: number;
	prepare(population: Population): Input;
	run(population: Population, input: Input): unknown;
}

const calls = 100;
const expiring = 10_000;
const operation = <Input>(definition: Operation<Input>): Operation<Input> => definition;

const operations = {
	/** Until nothing is left to do: ends sessions that have expired, and forgets them at once, their tombstones being over. */
	sweep: operation({
		calls: 1,
		prepare: (population) => population.pass(expiring),
		async run(population) {
			const expired = await population.sweep();
			if (expired !== expiring) throw new Error(`The sweep found ${expired} expired sessions, not ${expiring}.`);
		},
	}),
	sweepNothing: operation({
		calls,
		prepare: () => {},
		run: (population) => population.sweep(),
	}),
	read: operation({
		calls,
		prepare: (population) => population.anyId(),
		run: ({ sessions }, id) => sessions.read(id),
	}),
	/** The store's, since the engine touches only inside of requests. */
	touch: operation({
		calls,
		prepare: (population) => population.anyId(),
		run: (population, id) => population.store.touch(id, population.laterTime()),
	}),
	update: operation({
		calls,
		prepare: (population) => population.anyId(),
		run: ({ sessions }, id) =>
			sessions.update(id, (data) => {
				data.visits++;
			}),
	}),
	list: operation({
		calls,
		prepare: (population) => nameOf(population.anyUser()),
		run: ({ sessions }, user) => sessions.list(user),
	}),
	/** For a user who has as many sessions as the limit allows. */
	createWithLimit: operation({
		calls,
		prepare: (population) => population.anyUserToTouch(),
		run: (population, user) => population.open(user),
	}),
	endAll: operation({
		calls,
		prepare: (population) => nameOf(population.anyUserToTouch()),
		run: ({ sessions }, user) => sessions.endAll(user),
	}),
	/** The control. */
	mapGet: operation({
		calls,
		prepare: (population) => population.anyKey(),
		run: ({ map }, key) => map.get(key)?.user,
	}),
};

export type OperationName = keyof typeof operations;

/** What a process with a population is asked: to time an operation on the sessions of some users. */
export interface Question {
	readonly operation: OperationName;
	readonly among: Population["among"];
}

/** Times an operation, call by call. Gives the median in µs, and leaves the population as it was. */
export async function time(population: Population, question: Question): Promise<number> {
	const { calls, prepare, run } = operations[question.operation] as Operation<unknown>;
	population.among = question.among;
	const inputs = Array.from({ length: calls }, () => prepare(population));
	const samples: number[] = [];
	for (const input of inputs) {
		const start = performance.now();
		await run(population, input);
		samples.push(performance.now() - start);
	}
	await population.restore();
	return median(samples) * 1000;
}
