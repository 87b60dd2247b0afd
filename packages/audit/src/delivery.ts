/** Brings events to one sink, in order and in batches, while the requests that they come from go on. */

import type { Timers } from "@sojourn/core";
import type { AuditEvent } from "./event.ts";
import type { AuditSink } from "./sink.ts";

/** What has become of the events for one sink. Those that were recorded are `written + dropped + waiting`. */
export interface DeliveryStats {
	/** The sink's name. */
	readonly sink: string;
	readonly written: number;
	/** Lost, because the queue was full or the audit was closed. */
	readonly dropped: number;
	readonly waiting: number;
	/** How many writes failed and were tried again. */
	readonly failures: number;
}

/** How events are brought to a sink. */
export interface DeliverySettings {
	readonly batch: number;
	/** Milliseconds that an event may wait for others to come along. */
	readonly every: number;
	readonly queue: number;
	readonly drop: "oldest" | "newest";
	readonly timers: Timers;
	/** Is told when a write failed. */
	failed(error: unknown, stats: DeliveryStats): void;
	/** Makes the entry that says how many are missing. */
	missing(events: number): AuditEvent;
}

/** Pauses after a write that failed, in milliseconds: the first, doubled with each further one up to the longest. */
const firstPause = 100;
const longestPause = 5_000;

/** A bounded queue before a sink, and what empties it. */
export class Delivery {
	readonly #sink: AuditSink;
	readonly #settings: DeliverySettings;
	readonly #queue: AuditEvent[] = [];
	/** How many of the events are in the hands of the sink. */
	#inHand = 0;
	/** Dropped, and the sink hasn't been told yet. */
	#untold = 0;
	#written = 0;
	#dropped = 0;
	#failures = 0;
	#open = true;
	#timer: unknown;
	#running: Promise<void> | null = null;
	#wake: () => void = () => {};

	constructor(sink: AuditSink, settings: DeliverySettings) {
		this.#sink = sink;
		this.#settings = settings;
	}

	get stats(): DeliveryStats {
		return {
			sink: this.#sink.name,
			written: this.#written,
			dropped: this.#dropped,
			waiting: this.#queue.length + this.#inHand,
			failures: this.#failures,
		};
	}

	/** Never waits, never throws. */
	add(event: AuditEvent): void {
		const { queue, drop, batch } = this.#settings;
		const isFull = this.#queue.length + this.#inHand >= queue;
		if (!this.#open || isFull) this.#count(1);
		if (!this.#open || (isFull && (drop === "newest" || this.#queue.shift() === undefined))) return;
		this.#queue.push(event);
		if (this.#running !== null) return;
		if (this.#queue.length === 1) this.#await();
		else if (this.#queue.length === batch) this.#soon();
	}

	/** Resolves when the sink has all that came before, however long that takes. */
	async flush(): Promise<void> {
		this.#wake();
		while (this.#queue.length + this.#inHand > 0) await this.#start();
	}

	/** Takes nothing more, and gives what there is up after a while. */
	async close(within: number): Promise<void> {
		this.#open = false;
		const late = Promise.withResolvers<void>();
		const timer = this.#later(late.resolve, within);
		await Promise.race([this.flush(), late.promise]);
		this.#settings.timers.clearTimeout(timer);
		this.#settings.timers.clearTimeout(this.#timer);
		this.#count(this.#queue.length + this.#inHand);
		this.#queue.length = 0;
		this.#inHand = 0;
		this.#wake();
	}

	#count(dropped: number): void {
		this.#dropped += dropped;
		this.#untold += dropped;
	}

	/** Others may come along. */
	#await(): void {
		this.#timer = this.#later(() => this.#start(), this.#settings.every);
	}

	/** Not at once: that would be within the request that the event comes from. */
	#soon(): void {
		this.#settings.timers.clearTimeout(this.#timer);
		this.#timer = this.#later(() => this.#start(), 0);
	}

	#later(run: () => void, milliseconds: number): unknown {
		return this.#settings.timers.setTimeout(run, milliseconds);
	}

	async #start(): Promise<void> {
		this.#settings.timers.clearTimeout(this.#timer);
		if (this.#running === null && this.#queue.length > 0) this.#running = this.#run();
		await this.#running;
	}

	/** Brings a batch, and goes on while there are whole ones: most of what a small one costs is its being one. */
	async #run(): Promise<void> {
		const { batch } = this.#settings;
		do await this.#bring(this.#queue.splice(0, batch));
		while (this.#queue.length >= batch);
		this.#running = null; // in the same turn as the queue was looked at, so that no event comes in between
		if (this.#queue.length > 0) this.#await();
	}

	/** Tries until the sink has taken the events, or until they are given up. */
	async #bring(events: readonly AuditEvent[]): Promise<void> {
		this.#inHand = events.length;
		for (let failures = 0; !(await this.#write(events)); failures++) {
			await this.#pause(Math.min(firstPause * 2 ** failures, longestPause));
			if (this.#inHand === 0) return;
		}
	}

	async #write(events: readonly AuditEvent[]): Promise<boolean> {
		const told = this.#untold;
		try {
			await this.#sink.write(told === 0 ? events : [this.#settings.missing(told), ...events]);
		} catch (error) {
			this.#failures++;
			this.#tell(error);
			return false;
		}
		this.#untold -= told;
		this.#written += this.#inHand;
		this.#inHand = 0;
		return true;
	}

	#tell(error: unknown): void {
		try {
			this.#settings.failed(error, this.stats);
		} catch {} // whoever listens can't keep events from being brought
	}

	#pause(milliseconds: number): Promise<void> {
		return new Promise((resolve) => {
			const timer = this.#later(resolve, milliseconds);
			this.#wake = () => {
				this.#settings.timers.clearTimeout(timer);
				resolve();
			};
		});
	}
}
