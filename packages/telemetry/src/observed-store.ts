/** A store whose calls are timed: core's events say what happened, and not how long it took. */

import type { CreateResult, SessionStore } from "@sojourn/core";
import type { StoreObserver } from "./telemetry.ts";

export interface ObservedStoreOptions {
	/** What the figures of this store are told apart by, where several are on top of each other. Default `"store"`. */
	readonly layer?: string;
}

/** The methods that are timed, with a word for what came of each. */
const results = {
	read: found,
	readFresh: found,
	create: (result: unknown) => {
		const created = result as CreateResult;
		return created.created ? "created" : created.reason;
	},
	update: (updated: unknown) => (updated === true ? "updated" : "conflict"),
	touch: done,
	end: (ended: unknown) => (ended === true ? "ended" : "missed"),
	listByUser: done,
	countByUser: done,
	endByUser: done,
	scan: done,
	sweep: done,
} as const;

/**
 * The store with all its capabilities, each call timed, and traced where there are traces.
 *
 * What a cache serves itself is seen by observing both: `observedStore(cached(observedStore(store, t)), t, { layer: "cache" })`.
 * The reads of layer `store` are the misses of layer `cache`.
 */
export function observedStore<Store extends SessionStore>(
	store: Store,
	telemetry: StoreObserver,
	{ layer = "store" }: ObservedStoreOptions = {},
): Store {
	const observed = new Map<PropertyKey, unknown>();
	for (const [operation, resultOf] of Object.entries(results)) {
		const method: unknown = Reflect.get(store, operation, store);
		if (typeof method !== "function") continue;
		observed.set(operation, (...parameters: unknown[]) =>
			telemetry.operation({ layer, operation }, async () => Reflect.apply(method, store, parameters), resultOf),
		);
	}
	return new Proxy(store, {
		get(target, name) {
			if (observed.has(name)) return observed.get(name);
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}

function found(record: unknown): string {
	return record === null ? "absent" : "found";
}

function done(): string {
	return "done";
}
