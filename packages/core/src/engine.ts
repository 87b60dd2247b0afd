/** What the parts of one `createSessions` share. */

import { InvalidArgumentError } from "./errors.ts";
import type { Emit, SessionEvent } from "./events.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Location, Settings } from "./options.ts";
import type { Plugin } from "./plugin.ts";
import type { Revise } from "./revise.ts";
import type { Schema } from "./schema.ts";
import type { SessionStore } from "./store.ts";
import type { Verify } from "./verifier.ts";

export interface Engine {
	readonly settings: Settings;
	/** Each call has a deadline, and throws StoreUnavailableError or another of our errors. */
	readonly store: SessionStore;
	readonly revise: Revise;
	readonly ring: KeyRing;
	readonly verify: Verify;
	readonly schema: Schema<object> | undefined;
	readonly plugins: readonly Plugin[];
	/** Never fails and is never late: then the place is unknown. */
	readonly locate: (ip: string) => Promise<Location | null>;
	readonly now: () => number;
	readonly randomBytes: (length: number) => Uint8Array;
	readonly emit: Emit;
}

/** Where the sessions of an application keep their engine, for functions beside them. Registered, as a tool may have its own copy of core. */
export const engineKey: unique symbol = /* @__PURE__ */ Symbol.for("@sojourn/core engine");

/** What `createSessions` gave, whatever its data and its store. */
export interface AnySessions {
	readonly [engineKey]: unknown;
}

/** @throws InvalidArgumentError for anything else than what `createSessions` gave */
export function engineOf(sessions: AnySessions | undefined): Engine {
	const engine = sessions?.[engineKey];
	if (engine !== undefined) return engine as Engine;
	throw new InvalidArgumentError("These are no sessions: give what createSessions() gave.");
}

/** Tells every plugin that observes, and lets none of them break anything. */
export function createEmitter(plugins: readonly Plugin[], now: () => number): Emit {
	return (type, session, details) => {
		const about = { sessionId: session?.id ?? null, userId: session?.userId ?? null };
		const event = { type, at: now(), ...about, ...details } as unknown as SessionEvent;
		const tell = async (plugin: Plugin) => plugin.observe?.(event);
		// an observer's failure is its own concern
		for (const plugin of plugins) tell(plugin).catch(() => {});
	};
}
