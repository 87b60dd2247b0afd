/** Whether the session that a token was issued for goes on: never asked, asked always, or known for a while. */

import type { Duration, Invalidations, Operations } from "@sojourn/core";
import { readDuration } from "./options.ts";

/** What is asked of sessions. */
export type SessionReader = Pick<Operations<object>, "read">;

/** How much a verifier asks. */
export type LivenessOptions =
	/** Nothing: an ended session's tokens are good until they expire. No store is read. */
	| { readonly alive: "never" }
	/** Every time: one read of the store. */
	| { readonly alive: "always"; readonly sessions: SessionReader }
	/** What was read is believed for a while. */
	| CachedLivenessOptions;

export interface CachedLivenessOptions {
	readonly alive: "cached";
	readonly sessions: SessionReader;
	/** For how long an ended session's tokens can still be accepted. Default 5 seconds. */
	readonly aliveFor?: Duration;
	/** How many sessions are remembered at most. Default 10,000. */
	readonly max?: number;
	/** Tells of ends sooner than that: a store with {@link Invalidations}. */
	readonly invalidation?: Invalidations;
}

/** The answer is there at once where nothing has to be read. */
export interface Liveness {
	isAlive(sessionId: string, userId: string): boolean | Promise<boolean>;
	close(): Promise<void>;
}

/** What is known of a session that was alive. */
interface Known {
	readonly userId: string;
	/** From when until when that may be believed, in milliseconds since the epoch. */
	readonly since: number;
	readonly until: number;
}

/** @param problems takes what is wrong with the options */
export function createLiveness(options: LivenessOptions, now: () => number, problems: string[]): Liveness {
	if (options.alive === "never") return { isAlive: () => true, close: async () => {} };
	if (typeof options.sessions?.read !== "function")
		problems.push("sessions is missing: give those of createSessions().");
	if (options.alive === "cached") return cachedLiveness(options, now, problems);
	if (options.alive !== "always") problems.push('alive is missing: give "never", "cached" or "always".');
	const { sessions } = options;
	return { isAlive: async (id, userId) => (await ownerOf(sessions, id))?.userId === userId, close: async () => {} };
}

function cachedLiveness(options: CachedLivenessOptions, now: () => number, problems: string[]): Liveness {
	const { sessions, max = 10_000, invalidation } = options;
	const aliveFor = readDuration(problems, "aliveFor", options.aliveFor ?? "5s", 1);
	if (!(Number.isInteger(max) && max > 0)) problems.push(`max is ${max}: give a whole number from 1.`);
	/** The least recently used first. */
	const known = new Map<string, Known>();
	const flights = new Map<string, Promise<string | null>>();
	let subscription: Promise<() => Promise<void>> | null = null;

	const forget = (id: string) => {
		known.delete(id);
		flights.delete(id);
	};
	const forgetAll = () => {
		known.clear();
		flights.clear();
	};

	/** Tried again with the next question if it fails. Messages only hasten what `aliveFor` bounds. */
	function listen(): void {
		if (invalidation === undefined || subscription !== null) return;
		subscription = invalidation.subscribe({ changed: forget, lost: forgetAll, restored: forgetAll });
		subscription.catch(() => {
			subscription = null;
		});
	}

	function remember(id: string, entry: Known): void {
		known.delete(id);
		known.set(id, entry);
		if (known.size <= max) return;
		const [oldest] = known.keys();
		known.delete(oldest as string);
	}

	/** Whose session it is. What comes back is kept only if nothing was forgotten in between. */
	function ask(id: string): Promise<string | null> {
		listen();
		const since = now();
		const flight = ownerOf(sessions, id).then((owner) => {
			const until = Math.min(since + aliveFor, owner?.until ?? 0);
			if (owner !== null && flights.get(id) === flight) remember(id, { userId: owner.userId, since, until });
			return owner?.userId ?? null;
		});
		const landed = () => flights.get(id) === flight && flights.delete(id);
		flight.then(landed, landed);
		flights.set(id, flight);
		return flight;
	}

	return {
		isAlive(id, userId) {
			const entry = known.get(id);
			const at = now();
			if (entry === undefined || at < entry.since || at >= entry.until) {
				return (flights.get(id) ?? ask(id)).then((owner) => owner === userId);
			}
			remember(id, entry);
			return entry.userId === userId;
		},
		async close() {
			const unsubscribe = await subscription?.catch(() => null);
			await unsubscribe?.();
			forgetAll();
		},
	};
}

/** Whose session it is, and until when if it is left idle; `null` when it is over. */
async function ownerOf(sessions: SessionReader, id: string) {
	const session = await sessions.read(id);
	if (session === null || session.end !== null || session.userId === null) return null;
	return { userId: session.userId, until: session.idleExpiresAt };
}
