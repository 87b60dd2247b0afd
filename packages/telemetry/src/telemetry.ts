/** What all kinds of telemetry have in common: they count what core tells, and time what a store does. */

import type { Plugin, SessionEvent } from "@sojourn/core";
import { type Addition, additionsOf } from "./additions.ts";
import { createLabelBounds } from "./bounded-labels.ts";
import type { CounterName, Labels } from "./figures.ts";

/** A call to a store, before it is made. */
export interface StoreOperation {
	/** Which of several stores on top of each other it is: `"store"`, `"cache"`. */
	readonly layer: string;
	/** The method: `"read"`. */
	readonly operation: string;
}

/** Measures calls to a store. */
export interface StoreObserver {
	/**
	 * Makes the call and measures it.
	 *
	 * @param resultOf says in a word what came of it
	 */
	operation<Result>(
		operation: StoreOperation,
		call: () => Promise<Result>,
		resultOf: (result: Result) => string,
	): Promise<Result>;
}

/** A plugin for `createSessions({ plugins })` that counts, and that `observedStore` tells what a store does. */
export interface Telemetry extends Plugin, StoreObserver {
	/** Counts a decision of a guard: hand it to the guard as `onDecision`. */
	decided(decision: { readonly verdict: string; readonly dryRun: boolean }): void;
}

/** Where figures go. */
export interface Backend {
	count(name: CounterName, labels: Labels, by: number): void;
	/** Notes something beside the figures. */
	note?(event: SessionEvent): void;
	/** Makes a call, in a span if there are any, and hands on how long it took, in seconds, and what came of it. */
	readonly operation: StoreObserver["operation"];
}

export function createTelemetry(name: string, backend: Backend): Telemetry {
	const bounded = createLabelBounds();
	const add = ([counter, labels = {}, by = 1]: Addition) => backend.count(counter, bounded(labels), by);
	return {
		name,
		observe(event) {
			for (const addition of additionsOf(event)) add(addition);
			backend.note?.(event);
		},
		decided: ({ verdict, dryRun }) => add(["sojourn.guard.decisions", { verdict, dry_run: `${dryRun}` }]),
		operation: backend.operation,
	};
}

/** Makes a call and tells how long it took, in seconds, and what came of it: `"failed"` when it threw. */
export async function timed<Result>(
	call: () => Promise<Result>,
	resultOf: (result: Result) => string,
	done: (seconds: number, result: string) => void,
): Promise<Result> {
	const from = performance.now();
	let outcome = "failed";
	try {
		const result = await call();
		outcome = resultOf(result);
		return result;
	} finally {
		done((performance.now() - from) / 1000, outcome);
	}
}
