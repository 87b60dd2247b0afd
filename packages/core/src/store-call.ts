/** Every call to a store goes through here: it has a deadline, and whatever goes wrong comes out as one typed error. */

import { SessionError, StoreUnavailableError } from "./errors.ts";
import type { Timers } from "./platform.ts";

/** Makes the call and waits for it no longer than the deadline. */
export type StoreCall = <T>(operation: string, call: () => Promise<T>) => Promise<T>;

/**
 * @param timeout milliseconds
 * @param failed is told of each failure, once
 */
export function createStoreCall(
	timeout: number,
	timers: Timers,
	failed: (operation: string, error: unknown) => void,
): StoreCall {
	return (operation, call) =>
		new Promise((resolve, reject) => {
			let settled = false;
			const fail = (cause: unknown): void => {
				if (settled) return;
				settled = true;
				timers.clearTimeout(timer);
				if (cause instanceof SessionError && !(cause instanceof StoreUnavailableError)) {
					reject(cause);
					return;
				}
				failed(operation, cause);
				const why = cause instanceof Error ? cause.message : String(cause);
				reject(new StoreUnavailableError(`The session store failed at ${operation}: ${why}`, { cause }));
			};
			const timer = timers.setTimeout(() => fail(new Error(`no answer within ${timeout} ms`)), timeout);
			try {
				call().then((value) => {
					settled = true;
					timers.clearTimeout(timer);
					resolve(value);
				}, fail);
			} catch (error) {
				fail(error);
			}
		});
}
