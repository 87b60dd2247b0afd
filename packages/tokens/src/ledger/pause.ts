import type { Timers } from "@sojourn/core";

/** Resolves after so many milliseconds; rejects with the signal's reason when that comes first. */
export function pause(time: number, timers: Timers, signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const abort = () => {
			timers.clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = timers.setTimeout(() => {
			signal?.removeEventListener("abort", abort);
			resolve();
		}, time);
		if (signal?.aborted) abort();
		else signal?.addEventListener("abort", abort, { once: true });
	});
}
