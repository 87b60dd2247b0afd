/** Every call to a store goes through here: it has a deadline, and whatever goes wrong comes out as one typed error. */

import { SessionError, StoreUnavailableError } from "./errors.ts";
import type { Timers } from "./platform.ts";
import type { SessionStore } from "./store.ts";

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
			let timer: unknown;
			const fail = (cause: unknown): void => {
				if (settled) return;
				settled = true;
				if (timer !== undefined) timers.clearTimeout(timer);
				if (cause instanceof SessionError && !(cause instanceof StoreUnavailableError)) {
					reject(cause);
					return;
				}
				failed(operation, cause);
				const why = cause instanceof Error ? cause.message : String(cause);
				reject(new StoreUnavailableError(`The session store failed at ${operation}: ${why}`, { cause }));
			};
			const startTimer = (): void => {
				if (settled) return;
				timer = timers.setTimeout(() => fail(new Error(`no answer within ${timeout} ms`)), timeout);
			};
			try {
				call().then((value) => {
					settled = true;
					if (timer !== undefined) timers.clearTimeout(timer);
					resolve(value);
				}, fail);
				// A call that is answered from memory is over by then, and costs no timer.
				Promise.resolve().then(startTimer);
			} catch (error) {
				fail(error);
			}
		});
}

const methods = [
	"read",
	"readFresh",
	"create",
	"update",
	"touch",
	"end",
	"listByUser",
	"countByUser",
	"endByUser",
	"scan",
] as const;

/** The store with all that requests and operations ask of it, each call made in this way. */
export function guardStore<Store extends SessionStore>(store: Store, call: StoreCall): Store {
	type Able = Record<(typeof methods)[number], (...parameters: unknown[]) => Promise<unknown>>;
	const able = store as unknown as Partial<Able>;
	const guarded: Partial<Able> = {};
	for (const method of methods) {
		const run = able[method]?.bind(store);
		if (run !== undefined) guarded[method] = (...parameters) => call(method, () => run(...parameters));
	}
	return guarded as unknown as Store;
}
