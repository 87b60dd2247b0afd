import { StoreUnavailableError } from "@sojourn/core";
import type { RedisPort } from "./port.ts";

/** How many calls may wait for an answer at a time. A server that answers is never so far behind. */
export const mostWaiting = 5_000;

/**
 * The same port, which takes no more calls while too many wait for an answer. Clients queue whatever they are given, also
 * while the server is away or halted: without a bound, that fills the memory.
 */
export function boundedPort(port: RedisPort): RedisPort {
	let waiting = 0;

	async function within<T>(call: () => Promise<T>): Promise<T> {
		if (waiting >= mostWaiting)
			throw new StoreUnavailableError(`Redis doesn't answer: ${waiting} calls are waiting. This one wasn't made.`);
		waiting++;
		try {
			return await call();
		} finally {
			waiting--;
		}
	}

	const { evaluateAndWait } = port;
	return {
		...port,
		get: (key) => within(() => port.get(key)),
		evaluate: (call) => within(() => port.evaluate(call)),
		...(evaluateAndWait && {
			evaluateAndWait: (call, replicas, timeout) => within(() => evaluateAndWait(call, replicas, timeout)),
		}),
	};
}
