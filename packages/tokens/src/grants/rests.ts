/** The provider is left alone for a while after it failed, so that it isn't asked again with every request. */

import { TokenError } from "../errors.ts";
import type { Refresh } from "./grant.ts";

/** In milliseconds: the first rest, doubled with each further failure up to the longest. */
const rest = { first: 1_000, longest: 30_000 };

/** No more are kept, of as many attempts each as a history may have. The oldest go first. */
const max = { rests: 10_000, failures: 10 };

interface Rest {
	readonly until: number;
	readonly length: number;
	readonly error: unknown;
	readonly failures: readonly Refresh[];
}

/** One for each thing that is asked for. */
export class Rests {
	readonly #rests = new Map<string, Rest>();
	readonly #now: () => number;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** Throws what the provider failed with, while it isn't to be asked again. */
	assertOver(key: string): void {
		const last = this.#rests.get(key);
		if (last !== undefined && this.#now() < last.until) throw last.error;
	}

	/** Begins a rest: as long as the provider asked for, or twice as long as the last one. */
	begin(key: string, error: unknown, failure: Refresh): void {
		const last = this.#rests.get(key);
		const length = last === undefined ? rest.first : Math.min(last.length * 2, rest.longest);
		const asked = error instanceof TokenError ? (error.retryAfter ?? 0) * 1000 : 0;
		const failures = [...(last?.failures ?? []), failure].slice(-max.failures);
		this.#rests.delete(key);
		this.#rests.set(key, { until: this.#now() + Math.max(length, asked), length, error, failures });
		const [oldest] = this.#rests.keys();
		if (this.#rests.size > max.rests) this.#rests.delete(oldest as string);
	}

	/** What failed since it last worked. Forgets it. */
	end(key: string): readonly Refresh[] {
		const failures = this.#rests.get(key)?.failures ?? [];
		this.#rests.delete(key);
		return failures;
	}
}
