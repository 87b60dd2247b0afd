import { StoreUnavailableError } from "@sojourn/core";
import type { Around } from "./port.ts";

/** How many calls may wait for an answer at a time. A server that answers is never so far behind. */
export const mostWaiting = 5_000;

/**
 * Takes no more calls while too many wait for an answer. Clients queue whatever they are given, also while the server is
 * away or halted: without a bound, that fills the memory.
 */
export function bounded(): Around {
	let waiting = 0;
	return async (call) => {
		if (waiting >= mostWaiting)
			throw new StoreUnavailableError(`Redis doesn't answer: ${waiting} calls are waiting. This one wasn't made.`);
		waiting++;
		try {
			return await call();
		} finally {
			waiting--;
		}
	};
}
