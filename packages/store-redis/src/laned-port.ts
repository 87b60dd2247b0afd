/** Writes that wait for replicas, one after the other on each server. */

import { StoreUnavailableError } from "@sojourn/core";
import type { RedisPort } from "./port.ts";
import { slotOf } from "./slot.ts";

/** For how long a server is sent no such write after its replicas have left one unconfirmed, in milliseconds. */
const pause = 1_000;

interface Lane {
	last: Promise<unknown>;
	closedUntil: number;
}

/**
 * The same port, with a lane to each server. WAIT holds up everything that comes after it on its connection: with many
 * writes on their way to a server whose replicas are gone, reads would wait for all of them to fail in turn. So one is on
 * its way at a time, and after one that wasn't confirmed, others are refused for a while.
 */
export function lanedPort(port: RedisPort): RedisPort {
	const { evaluateAndWait } = port;
	if (evaluateAndWait === undefined) return port;
	const lanes = new Map<string, Lane>();

	async function take(
		lane: Lane,
		evaluate: () => Promise<readonly [reply: unknown, confirmed: number]>,
		replicas: number,
	) {
		if (performance.now() < lane.closedUntil)
			throw new StoreUnavailableError("The replicas have just left a write unconfirmed. This one wasn't made.");
		const result = await evaluate();
		if (result[1] < replicas) lane.closedUntil = performance.now() + pause;
		return result;
	}

	return {
		...port,
		evaluateAndWait(call, replicas, timeout) {
			const server = port.serverOf?.(slotOf(call.tag)) ?? "";
			const lane = lanes.get(server) ?? { last: Promise.resolve(), closedUntil: 0 };
			lanes.set(server, lane);
			const turn = lane.last.then(() => take(lane, () => evaluateAndWait(call, replicas, timeout), replicas));
			lane.last = turn.catch(() => {});
			return turn;
		},
	};
}
