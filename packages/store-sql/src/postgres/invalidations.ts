/** Which sessions change, by NOTIFY in the statement that changes them: told when it is committed, and only then. */

import type { InvalidationListener, Invalidations } from "@sojourn/core";
import type { SqlDialect } from "../database.ts";
import type { PostgresClient, PostgresPool } from "./client.ts";
import { connect } from "./connect.ts";

/** How often the connection is tried out, in milliseconds: firewalls drop idle ones without telling anybody. */
const pingEvery = 2_000;
/** How long to wait before another try to connect, in milliseconds. */
const retryAfter = 250;

/** The same update, telling the ids that it changed. It has as many rows as it changed. */
export function announcedOn(channel: string): NonNullable<SqlDialect["announced"]> {
	return (update) => `with changed as (${update} returning "id") select pg_notify('${channel}', "id") from changed`;
}

/**
 * @param channel - A name without quotes in it.
 * @param decode - Makes an id of what was told.
 */
export function createInvalidations(
	pool: PostgresPool,
	channel: string,
	decode: (told: string) => string,
): Invalidations {
	return {
		async subscribe({ changed, lost, restored }) {
			const subscription = new Subscription(pool, channel, {
				changed: (told) => changed(decode(told)),
				lost,
				restored,
			});
			await subscription.open();
			return async () => subscription.close();
		},
	};
}

/** A connection that listens, and another one when it drops. */
class Subscription {
	readonly #pool: PostgresPool;
	readonly #channel: string;
	readonly #listener: InvalidationListener;
	#client: PostgresClient | null = null;
	#timer: NodeJS.Timeout | undefined;
	#closed = false;

	constructor(pool: PostgresPool, channel: string, listener: InvalidationListener) {
		this.#pool = pool;
		this.#channel = channel;
		this.#listener = listener;
	}

	async open(): Promise<void> {
		let opened: PostgresClient | null = null;
		const drop = () => opened && this.#drop(opened);
		const client = await connect(this.#pool, drop);
		opened = client;
		client.on("end", drop);
		client.on("notification", ({ payload = "" }) => this.#listener.changed(payload));
		try {
			await client.query({ text: `listen "${this.#channel}"` });
		} catch (error) {
			client.release(true);
			throw error;
		}
		if (this.#closed) return client.release(true);
		this.#client = client;
		this.#later(pingEvery, () => this.#ping(client));
	}

	close(): void {
		this.#closed = true;
		clearTimeout(this.#timer);
		this.#client?.release(true);
		this.#client = null;
	}

	#ping(client: PostgresClient): void {
		this.#later(pingEvery, () => this.#drop(client));
		client.query({ text: "select 1" }).then(
			() => {
				if (this.#client === client) this.#later(pingEvery, () => this.#ping(client));
			},
			() => this.#drop(client),
		);
	}

	#drop(client: PostgresClient): void {
		if (this.#client !== client) return;
		this.#client = null;
		client.release(true);
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
