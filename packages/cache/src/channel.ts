/** The line over which other processes tell what they change. */

import type { InvalidationListener, Invalidations } from "@sojourn/core";

/** How long to wait before another try to subscribe, in milliseconds. */
const retryAfter = 1000;

/** A subscription that is made at once, and made again when it fails. */
export class Channel {
	readonly #source: Invalidations | undefined;
	readonly #listener: InvalidationListener;
	readonly #now: () => number;
	#state: "closed" | "opening" | "lost" | "open";
	#triedAt = 0;
	#unsubscribe: () => Promise<void> = async () => {};
	#ended = false;

	/** @param source without one, the channel counts as open: there is nothing to wait for */
	constructor(source: Invalidations | undefined, listener: InvalidationListener, now: () => number) {
		this.#source = source;
		this.#listener = listener;
		this.#now = now;
		this.#state = source === undefined ? "open" : "closed";
		if (source !== undefined) void this.#subscribe(source);
	}

	/** Whether messages arrive. Asking is also what tries again to subscribe, now and then. */
	get open(): boolean {
		if (this.#state === "closed" && this.#source !== undefined && this.#now() - this.#triedAt >= retryAfter) {
			void this.#subscribe(this.#source);
		}
		return this.#state === "open";
	}

	async close(): Promise<void> {
		this.#ended = true;
		this.#state = "lost";
		await this.#unsubscribe();
	}

	async #subscribe(source: Invalidations): Promise<void> {
		this.#state = "opening";
		this.#triedAt = this.#now();
		const { changed, lost, restored } = this.#listener;
		try {
			const unsubscribe = await source.subscribe({
				changed,
				lost: () => {
					this.#state = "lost";
					lost();
				},
				restored: () => {
					if (this.#ended) return;
					restored();
					this.#state = "open";
				},
			});
			this.#unsubscribe = unsubscribe;
			if (this.#ended) await unsubscribe();
			else if (this.#state === "opening") this.#state = "open";
		} catch {
			if (!this.#ended) this.#state = "closed";
		}
	}
}
