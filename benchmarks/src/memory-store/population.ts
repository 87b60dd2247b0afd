/**
 * A memory store full of sessions, five a user. They were opened at even intervals in no order of users, and expire so,
 * wherever they are in memory.
 */

import { randomBytes, randomInt } from "node:crypto";
import { type CompleteStore, createSessions, memoryStore, type Sessions, type SweepResult } from "@sojourn/core";

interface Data {
	cart: { items: number[]; currency: string };
	visits: number;
}

const perUser = 5;
/** How many users are there, making requests; all others have sessions and are away. */
const present = 2000;
/** Milliseconds between one session and the next. */
const interval = 60;
const client = {
	ip: "192.0.2.7",
	userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};

const unswept: SweepResult = { expired: [], forgotten: 0, more: true };

export class Population {
	readonly store: CompleteStore;
	readonly sessions: Sessions<Data>;
	/** The time that store and engine go by. Only we move it. */
	clock = Date.UTC(2026, 0, 1);
	/** Whose sessions are measured. */
	among: "present" | "all" = "all";
	/** What a lookup costs at least: a plain map with as many entries. */
	readonly map = new Map<string, { readonly user: number }>();
	readonly #users: number;
	/** Five of each user. Not the same strings as the store's. */
	readonly #ids: string[];
	/** Users who lost or replaced sessions since the last {@link restore}. */
	readonly #touched = new Set<number>();
	#swept = unswept;

	private constructor(size: number) {
		const now = () => this.clock;
		this.store = memoryStore({ now, max: 2 * size });
		this.sessions = createSessions<Data>({
			store: this.store,
			secrets: randomBytes(32).toString("base64"),
			now,
			// The first session is due when the last is there.
			idleTimeout: size * interval,
			absoluteTimeout: 2 * size * interval,
			// So that tombstones are gone before the next measurement.
			tombstoneTtl: 0,
			limit: { max: perUser, policy: "evict-oldest" },
		});
		this.#users = size / perUser;
		this.#ids = new Array(size).fill("");
		for (let user = 0; user < size; user++) this.map.set(nameOf(user), { user });
	}

	/** Opens so many sessions by `create`: those of the users who are away, then those of the users who are there. */
	static async fill(size: number): Promise<Population> {
		const population = new Population(size);
		const users = Uint32Array.from({ length: size / perUser }, (_, user) => user);
		for (const group of [users.subarray(present), users.subarray(0, present)]) {
			for (let turn = 0; turn < perUser; turn++) {
				for (const user of shuffle(group)) {
					population.clock += interval;
					await population.open(user);
					population.#touched.add(user);
				}
			}
		}
		await population.restore();
		return population;
	}

	/** Opens a session; with five there already the oldest ends. */
	open(user: number) {
		const data = { cart: { items: [user, 815], currency: "EUR" }, visits: 0 };
		return this.sessions.create({ userId: nameOf(user), client, data });
	}

	/** The id of any session, as a request brings it: in a string that nobody has looked at. */
	anyId(): string {
		return fresh(this.#ids[this.anyUser() * perUser + randomInt(perUser)] as string);
	}

	anyUser(): number {
		return randomInt(this.among === "present" ? present : this.#users);
	}

	/** Any key of {@link map}, in a new string. */
	anyKey(): string {
		return nameOf(randomInt(this.map.size));
	}

	/** Any user whose sessions nobody touched; they are about to be. */
	anyUserToTouch(): number {
		for (;;) {
			const user = this.anyUser();
			if (this.#touched.has(user)) continue;
			this.#touched.add(user);
			return user;
		}
	}

	/** Lets the time pass in which so many sessions come to their end. */
	pass(sessions: number): void {
		this.clock += sessions * interval;
	}

	/** Ends what has expired: at most so many. Gives how many there were. */
	async sweep(limit: number): Promise<number> {
		this.#swept = await this.sessions.sweep({ limit });
		return this.#swept.expired.length;
	}

	/** Forgets the tombstones and opens sessions for those that are gone, as if at even intervals until now. */
	async restore(): Promise<void> {
		for (let swept = this.#swept; ; swept = await this.sessions.sweep()) {
			for (const { userId } of swept.expired) this.#touched.add(userOf(userId));
			if (!swept.more) break;
		}
		this.#swept = unswept;
		let missing = 0;
		for (const user of this.#touched) missing += perUser - (await this.sessions.count(nameOf(user)));
		const now = this.clock;
		this.clock -= missing * interval;
		for (const user of this.#touched) await this.#complete(user);
		this.#touched.clear();
		this.clock = now;
	}

	async #complete(user: number): Promise<void> {
		const { items } = await this.sessions.list(nameOf(user));
		const ids = items.map(({ id }) => id);
		while (ids.length < perUser) {
			this.clock += interval;
			ids.push((await this.open(user)).session.id);
		}
		for (const [index, id] of ids.entries()) this.#ids[user * perUser + index] = fresh(id);
	}
}

const prefix = "user-";

/** A user's id, in a new string. */
export function nameOf(user: number): string {
	return prefix + user;
}

function userOf(userId: string | null): number {
	return Number(userId?.slice(prefix.length));
}

/** The same text in a string of its own. */
function fresh(text: string): string {
	return Buffer.from(text, "latin1").toString("latin1");
}

function shuffle(values: Uint32Array): Uint32Array {
	for (let left = values.length; left > 1; left--) {
		const other = randomInt(left);
		const value = values[other] as number;
		values[other] = values[left - 1] as number;
		values[left - 1] = value;
	}
	return values;
}
