/** What the parts of one `createSessions` share. */

import type { EventDetails } from "./events.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Location, Settings } from "./options.ts";
import type { Plugin } from "./plugin.ts";
import type { Header } from "./request.ts";
import type { Revise } from "./revise.ts";
import type { Schema } from "./schema.ts";
import type { SessionStore } from "./store.ts";
import type { StoreCall } from "./store-call.ts";

export interface Engine {
	readonly settings: Settings;
	readonly store: SessionStore;
	readonly call: StoreCall;
	readonly revise: Revise;
	readonly ring: KeyRing;
	/** Headers of responses that are for one person. */
	readonly personal: readonly Header[];
	/** Headers of the response that logs out. */
	readonly farewell: readonly Header[];
	readonly schema: Schema<object> | undefined;
	/** The plugins that vote. */
	readonly voters: readonly Required<Pick<Plugin, "name" | "check">>[];
	/** Never fails and is never late: then the place is unknown. */
	readonly locate: (ip: string) => Promise<Location | null>;
	readonly now: () => number;
	readonly randomBytes: (length: number) => Uint8Array;
	readonly emit: (event: EventDetails) => void;
}

/** Tells every plugin that observes, and lets none of them break anything. */
export function createEmitter(plugins: readonly Plugin[], now: () => number): (event: EventDetails) => void {
	const observers = plugins.filter((plugin) => plugin.observe !== undefined);
	return (details) => {
		if (observers.length === 0) return;
		const event = { ...details, at: now() };
		for (const observer of observers) {
			try {
				observer.observe?.(event)?.catch(() => {});
			} catch {
				// an observer's failure is its own concern
			}
		}
	};
}
