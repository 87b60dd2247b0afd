import type { SessionEnd, SessionRecord } from "../../record.ts";
import type { ListQuery, Page, SessionScan, SessionStore, SessionSweep, UserIndex } from "../../store.ts";
import { assert } from "../assert.ts";
import { sampleRecord } from "../sample-record.ts";

/** What a store can do beyond the required methods. */
export type StoreCapability = "user-index" | "scan" | "sweep";

/** Cases by name. */
export type Cases = Readonly<Record<string, (world: World) => Promise<void>>>;

/** What a case works with: two clients of one store, and the clock they go by. */
export interface World {
	readonly store: SessionStore;
	/** A second client on the same backend, where there is such a thing. */
	readonly another: SessionStore;
	/** The two clients in turn, for races: `client(0)`, `client(1)`, … */
	client(turn: number): SessionStore;
	now(): number;
	advance(milliseconds: number): void;
	/** A record that is created now. */
	record(overrides?: Partial<SessionRecord>): SessionRecord;
	/** Stores a record that is created now, and moves the clock on by a millisecond. */
	add(overrides?: Partial<SessionRecord>): Promise<SessionRecord>;
	/** As many of them, the first one first. */
	addMany(count: number, overrides?: (index: number) => Partial<SessionRecord>): Promise<SessionRecord[]>;
	/** An end that comes about now. */
	end(reason?: string): SessionEnd;
	/** The client as a store with that capability; fails when a method is missing. */
	users(client?: SessionStore): UserIndex;
	scanner(client?: SessionStore): SessionScan;
	sweeper(client?: SessionStore): SessionSweep;
}

export function createWorld(clock: { now: number }, store: SessionStore, another: SessionStore): World {
	const world: World = {
		store,
		another,
		client: (turn) => (turn % 2 === 0 ? store : another),
		now: () => clock.now,
		advance(milliseconds) {
			clock.now += milliseconds;
		},
		record: (overrides) => sampleRecord(clock.now, overrides),
		async add(overrides) {
			const record = world.record(overrides);
			const result = await store.create(record);
			assert(result.created, `create() of a new record must succeed, but said ${JSON.stringify(result)}`);
			clock.now++;
			return record;
		},
		async addMany(count, overrides) {
			const records = [];
			for (let index = 0; index < count; index++) records.push(await world.add(overrides?.(index)));
			return records;
		},
		end: (reason = "logout") => ({ state: "invalidated", reason, at: clock.now }),
		users: (client = store) => having<UserIndex>(client, ["listByUser", "countByUser", "endByUser"]),
		scanner: (client = store) => having<SessionScan>(client, ["scan"]),
		sweeper: (client = store) => having<SessionSweep>(client, ["sweep"]),
	};
	return world;
}

function having<Capability>(store: object, methods: readonly (keyof Capability & string)[]): Capability {
	for (const method of methods) {
		const value = (store as Record<string, unknown>)[method];
		assert(typeof value === "function", `The store is declared to have this capability, but it has no ${method}().`);
	}
	return store as Capability;
}

/** Walks over all pages. `between` runs after each of them but the last. */
export async function walk(
	page: (query: ListQuery) => Promise<Page<SessionRecord>>,
	query: ListQuery,
	between: (turn: number) => Promise<unknown> = async () => {},
): Promise<SessionRecord[]> {
	const all: SessionRecord[] = [];
	let cursor: string | null = null;
	for (let turn = 0; ; turn++) {
		const { items, cursor: next }: Page<SessionRecord> = await page(cursor === null ? query : { ...query, cursor });
		assert(items.length <= query.limit, `A page of at most ${query.limit} has ${items.length} items.`);
		all.push(...items);
		if (next === null) return all;
		assert(turn < 10_000, "The list never ends: its cursor is never null.");
		cursor = next;
		await between(turn);
	}
}

export function ids(items: readonly { readonly id: string }[]): string[] {
	return items.map((item) => item.id);
}

/** `count` numbers from 0. */
export function numbers(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}
