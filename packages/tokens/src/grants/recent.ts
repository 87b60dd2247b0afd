/** The newest token sets that this process knows of: requests that read their session earlier are served by them. */

import type { TokenSet } from "./token-set.ts";

/** The grace period for late arrivals, in milliseconds. */
export const grace = 5 * 60_000;

/** No more sets than this. Without one, a late request takes the lock and reads again: slower, and as good. */
const max = 1_000;

/** Bounded in number and in time. */
export class Recent {
	readonly #sets = new Map<string, { readonly set: TokenSet; readonly until: number }>();
	readonly #now: () => number;

	constructor(now: () => number) {
		this.#now = now;
	}

	get(sessionId: string): TokenSet | undefined {
		const kept = this.#sets.get(sessionId);
		return kept !== undefined && this.#now() < kept.until ? kept.set : undefined;
	}

	/** Keeps the set, unless one is there that is as new. */
	put(sessionId: string, set: TokenSet): void {
		const now = this.#now();
		if ((this.get(sessionId)?.revision ?? 0) >= set.revision) return;
		this.#sets.delete(sessionId);
		this.#sets.set(sessionId, { set, until: now + grace });
		for (const [id, { until }] of this.#sets) {
			if (now < until && this.#sets.size <= max) break;
			this.#sets.delete(id);
		}
	}
}
