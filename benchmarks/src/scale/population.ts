/**
 * A store full of sessions, five a user. They were opened at even intervals in no order of users, and expire so, wherever
 * the store has put them.
 */

import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import {
	createSessions,
	type SessionOptions,
	type SessionRecord,
	type Sessions,
	type SweepOperations,
} from "@sojourn/core";
import type { Backend, OpenBackend } from "./backend.ts";
import { chunks } from "./chunks.ts";
import { type Data, nameOf, newSession, userOf } from "./user.ts";

type Store = Backend["store"];

const perUser = 5;
/** How many users are there, making requests; all others have sessions and are away. */
const present = 2000;
/** Milliseconds between one session and the next. */
const interval = 60;
/** Longer than any benchmark takes: for stores whose sessions expire by the machine's clock. */
const longTime = 30 * 24 * 3600 * 1000;
/** How many records are loaded at a time. */
const batch = 10_000;
/** How many users are asked for at a time. */
const underWay = 100;

export class Population {
	readonly sessions: Sessions<Data, Store> & Partial<SweepOperations>;
	/** Whose sessions are measured. */
	among: "present" | "all" = "all";
	readonly #backend: Backend;
	/** The time that store and engine go by. Only we move it. */
	readonly #clock: { now: number };
	/** Opens sessions whose records come into {@link #opened}, to be loaded. */
	readonly #opening: Sessions<Data, Store>;
	readonly #opened: SessionRecord[] = [];
	readonly #users: number;
	/** Five of each user. Not the same strings as the store's. */
	readonly #ids: string[];
	/** Users who lost or replaced sessions since the last {@link restore}. */
	readonly #touched = new Set<number>();
	#bytes = Number.NaN;
	#map: ReadonlyMap<string, { readonly user: number }> | undefined;
	#touches = 0;

	private constructor(backend: Backend, clock: { now: number }, size: number) {
		const { store } = backend;
		const idleTimeout = store.sweep === undefined ? longTime : size * interval; // the first is due when the last is there
		const options: SessionOptions<Data, Store> = {
			store,
			secrets: randomBytes(32).toString("base64"),
			now: () => clock.now,
			idleTimeout,
			absoluteTimeout: 2 * idleTimeout,
			// So that tombstones are gone before the next measurement.
			tombstoneTtl: 0,
			limit: { max: perUser, policy: "evict-oldest" },
			// What takes longer on a busy machine is to be measured all the same.
			storeTimeout: "1m",
		};
		this.sessions = createSessions<Data, Store>(options);
		const create: Store["create"] = async (record) => {
			this.#opened.push(record);
			return { created: true, evicted: [] };
		};
		this.#opening = createSessions<Data, Store>({ ...options, store: { ...store, create } });
		this.#backend = backend;
		this.#clock = clock;
		this.#users = size / perUser;
		this.#ids = new Array(size).fill("");
	}

	/** Fills a new store: first with the sessions of the users who are away, then with those of the users who are there. */
	static async fill(open: OpenBackend, size: number): Promise<Population> {
		const clock = { now: Date.UTC(2026, 0, 1) };
		const backend = await open(() => clock.now, size);
		const population = new Population(backend, clock, size);
		const users = Uint32Array.from({ length: size / perUser }, (_, user) => user);
		for (const group of [users.subarray(present), users.subarray(0, present)]) {
			for (let turn = 0; turn < perUser; turn++) {
				for (const user of shuffle(group)) await population.#add(user, turn);
			}
		}
		await population.#load();
		await backend.settle();
		await population.#inspect(size);
		return population;
	}

	get store(): Store {
		return this.#backend.store;
	}

	/** How many bytes a session took when all were loaded. */
	get bytes(): number {
		return this.#bytes;
	}

	/** What a lookup costs at least: a plain map with as many entries. */
	get map(): ReadonlyMap<string, { readonly user: number }> {
		this.#map ??= new Map(Array.from(this.#ids, (_, user) => [nameOf(user), { user }]));
		return this.#map;
	}

	/** Opens a session; with five there already the oldest ends. */
	open(user: number) {
		return this.sessions.create(newSession(user));
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

	/** A time at which no session has been seen yet. */
	laterTime(): number {
		return this.#clock.now + ++this.#touches;
	}

	/** Lets the time pass in which so many sessions come to their end. */
	pass(sessions: number): void {
		this.#clock.now += sessions * interval;
	}

	/** Sweeps until there is nothing left to do. Gives how many sessions had expired. */
	async sweep(): Promise<number> {
		let expired = 0;
		for (let more = true; more; ) {
			const swept = await this.sessions.sweep?.();
			for (const { userId } of swept?.expired ?? []) this.#touched.add(userOf(userId));
			expired += swept?.expired.length ?? 0;
			more = swept?.more ?? false;
		}
		return expired;
	}

	/** Forgets the tombstones and loads sessions for those that are gone, as if opened at even intervals until now. */
	async restore(): Promise<void> {
		await this.sweep();
		const kept = await this.#idsOf([...this.#touched]);
		const { now } = this.#clock;
		for (const ids of kept.values()) this.#clock.now -= (perUser - ids.length) * interval;
		for (const [user, ids] of kept) {
			for (const [turn, id] of ids.entries()) this.#ids[user * perUser + turn] = fresh(id);
			for (let turn = ids.length; turn < perUser; turn++) await this.#add(user, turn);
		}
		await this.#load();
		assert.equal(this.#clock.now, now);
		this.#touched.clear();
	}

	close(): Promise<void> {
		return this.#backend.close();
	}

	/** Opens a session of the user, the next in time, to be loaded. */
	async #add(user: number, turn: number): Promise<void> {
		this.#clock.now += interval;
		const { session } = await this.#opening.create(newSession(user));
		this.#ids[user * perUser + turn] = fresh(session.id);
		if (this.#opened.length === batch) await this.#load();
	}

	async #load(): Promise<void> {
		await this.#backend.load(this.#opened);
		this.#opened.length = 0;
	}

	async #idsOf(users: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
		const found = new Map<number, readonly string[]>();
		for (const some of chunks(users, underWay)) {
			const pages = await Promise.all(some.map((user) => this.sessions.list(nameOf(user))));
			for (const [index, user] of some.entries()) found.set(user, pages[index]?.items.map(({ id }) => id) ?? []);
		}
		return found;
	}

	/** Looks whether what was loaded is there, and how much room it takes. */
	async #inspect(size: number): Promise<void> {
		const users = Array.from({ length: underWay }, () => this.anyUser());
		for (const [user, ids] of await this.#idsOf(users)) {
			const expected = this.#ids.slice(user * perUser, (user + 1) * perUser);
			assert.deepEqual(ids.toSorted(), expected.toSorted());
			for (const id of ids) assert.deepEqual((await this.sessions.read(id))?.data, newSession(user).data);
		}
		const census = await this.#backend.census?.();
		if (census === undefined) return;
		assert.equal(census.sessions, size);
		this.#bytes = census.bytes / size;
	}
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
