/** Trying again: only what may pass by itself, a few times, later each time. */

import type { Timers } from "@sojourn/core";
import { pause } from "../ledger/pause.ts";
import { failureOf, type ProviderFailure } from "./provider-failure.ts";

export interface Retries {
	/** After the first attempt. */
	readonly retries: number;
	readonly timers: Timers;
	/** Once it is aborted no further attempt is made. The one under way is waited for. */
	readonly signal?: AbortSignal | undefined;
}

const start = 1000;
const cap = 30_000;

/**
 * Makes attempts until one succeeds or fails for good. Waits are random between 0 and 1 s, 2 s, 4 s, … up to 30 s, so
 * that servers that failed together don't return together, and at least as long as the provider asks for; if it asks for
 * more than 30 s, no wait is worth it.
 *
 * @throws ProviderFailure the last one
 */
export async function withRetries<Result>(attempt: () => Promise<Result>, options: Retries): Promise<Result> {
	const { retries, timers, signal } = options;
	for (let made = 0; ; made++) {
		try {
			return await attempt();
		} catch (error) {
			const failure = failureOf(error);
			if (made >= retries || !isWorthIt(failure) || signal?.aborted) throw failure;
			const wait = Math.max(failure.retryAfter ?? 0, Math.random() * Math.min(cap, start * 2 ** made));
			await pause(wait, timers, signal).catch(() => {
				throw failure;
			});
		}
	}
}

function isWorthIt({ advice, retryAfter = 0 }: ProviderFailure): boolean {
	return advice === "retry" && retryAfter <= cap;
}
