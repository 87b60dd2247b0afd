/** A connection that listens for invalidations, and another one when it drops. */

import type { InvalidationListener, Invalidations } from "@sojourn/core";
import type { ListeningConnection, RedisPort } from "./port.ts";

/** How often the connection is tried out, in milliseconds: firewalls drop idle ones without telling anybody. */
const pingEvery = 2_000;
/** How long to wait before another try to connect, in milliseconds. */
const retryAfter = 250;

/** @returns a function that rejects when the first connection can't be made; later ones are tried until it is closed */
export function createInvalidations(listen: NonNullable<RedisPort["listen"]>, channel: string): Invalidations {
	return {
		async subscribe(listener) {
			const subscription = new Subscription(listen, channel, listener);
			await subscription.open();
			return async () => subscription.close();
		},
	};
}

class Subscription {
	readonly #listen: NonNullable<RedisPort["listen"]>;
	readonly #channel: string;
	readonly #listener: InvalidationListener;
	#connection: ListeningConnection | null = null;
	#timer: NodeJS.Timeout | undefined;
	#closed = false;

	constructor(listen: NonNullable<RedisPort["listen"]>, channel: string, listener: InvalidationListener) {
		this.#listen = listen;
		this.#channel = channel;
		this.#listener = listener;
	}

	async open(): Promise<void> {
		const connection = await this.#listen(
			this.#channel,
			(id) => this.#listener.changed(id),
			() => this.#drop(),
		);
		if (this.#closed) return connection.close();
		this.#connection = connection;
		this.#later(pingEvery, () => this.#ping(connection));
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		this.#connection?.close();
		this.#connection = null;
	}

	#ping(connection: ListeningConnection): void {
		this.#later(pingEvery, () => this.#drop());
		connection.ping().then(
			() => {
				if (this.#connection === connection) this.#later(pingEvery, () => this.#ping(connection));
			},
			() => {}, // the connection drops by itself, or the timer drops it
		);
	}

	#drop(): void {
		if (this.#connection === null) return;
		this.#connection.close();
		this.#connection = null;
		this.#listener.lost();
		this.#later(retryAfter, () => this.#reopen());
	}

	async #reopen(): Promise<void> {
		try {
			await this.open();
			if (!this.#closed) this.#listener.restored();
		} catch {
			this.#later(retryAfter, () => this.#reopen());
		}
	}

	/** Of all that is to be done later there is one thing at a time. */
	#later(milliseconds: number, what: () => void): void {
		clearTimeout(this.#timer);
		if (this.#closed) return;
		this.#timer = setTimeout(what, milliseconds);
		this.#timer.unref();
	}
}
