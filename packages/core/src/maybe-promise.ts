/** Going on with a value that may be there already, without making it wait. */

import type { MaybePromise } from "./crypto/port.ts";

/** What `next` makes of the value: at once if the value is there. */
export function whenReady<T, Result>(
	value: MaybePromise<T>,
	next: (value: T) => MaybePromise<Result>,
): MaybePromise<Result> {
	return value instanceof Promise ? value.then(next) : next(value);
}

/** All of the values: at once if every one is there. */
export function allReady<T>(values: readonly MaybePromise<T>[]): MaybePromise<readonly T[]> {
	return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly T[]);
}
