/** Runs scripts: by their digests where the server has seen them, and with replicas' word where that is wanted. */

import { StoreUnavailableError } from "@sojourn/core";
import type { Keys } from "./keys.ts";
import type { RedisPort, ScriptCall } from "./port.ts";
import type { Script } from "./script.ts";

/** How long replicas may take to confirm a write, in milliseconds: well within core's deadline. */
const confirmation = 500;

/** Runs a script on keys of one slot, that of the tag. */
export type Run = (script: Script, tag: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

interface Context {
	readonly port: RedisPort;
	readonly keys: Keys;
	readonly now: () => number;
	/** How many replicas must have confirmed a write. */
	readonly replicas: number;
}

/** @returns a function that rejects with the client's error, or with StoreUnavailableError when too few replicas confirm */
export function createRun({ port, keys, now, replicas }: Context): Run {
	async function evaluate(call: ScriptCall): Promise<unknown> {
		if (replicas === 0 || port.evaluateAndWait === undefined) return port.evaluate(call);
		const [reply, confirmed] = await port.evaluateAndWait(call, replicas, confirmation);
		if (confirmed >= replicas) return reply;
		throw new StoreUnavailableError(
			`${confirmed} of ${replicas} replicas have confirmed the write within ${confirmation} ms. It may yet be lost, or not.`,
		);
	}

	return async (script, tag, names, args) => {
		const digest = await script.digest();
		const parameters = { tag, keys: names, args: [`${now()}`, keys.base(tag), keys.channel, ...args] };
		for (let moved = false; ; ) {
			try {
				return await evaluate({ command: "evalsha", script: digest, ...parameters });
			} catch (error) {
				// A new server, a flushed cache, a replica that took over: the source both runs and is remembered.
				if (says("NOSCRIPT", error)) return evaluate({ command: "eval", script: script.source, ...parameters });
				// Clients follow a slot to where it has moved, but not with pipelines, which is what waiting takes.
				if (moved || !says("MOVED", error)) throw error;
				moved = true;
				await port.get(names[0] ?? "");
			}
		}
	};
}

function says(code: string, error: unknown): boolean {
	return error instanceof Error && error.message.includes(code);
}
