/**
 * The contract between core and a store. Core decides everything about a session's life by reading; a store keeps
 * records and makes each call below atomic, also against other processes on the same backend.
 *
 * - An error means system failure only (out of reach, damaged). Missing, ended, expired and malformed ids are values.
 * - A record is *alive* while its `end` is null. `update`, `touch` and `end` look at nothing else: whether the time is up
 *   is core's to judge, and core writes the end down when it finds so. Lists, counts and limits are about *live* records
 *   only: alive, and `now < deadline(record)` by the store's clock.
 * - Nothing may be overwritten unseen: that one rule gives no lost update and no resurrection.
 * - What is returned never shares objects with what is stored or with what was handed in.
 * - A store closes only what it opened.
 *
 * `storeContract` of `@sojourn/core/testing` holds a store to all of this.
 */

import type { SessionEnd, SessionRecord } from "./record.ts";

/** At most `max` live sessions for the user of the record that is created. */
export interface UserLimit {
	readonly max: number;
	/** `"evict-oldest"` ends the user's oldest sessions (by `createdAt`, then `id`) until there is room; `"reject"` creates nothing. */
	readonly policy: "evict-oldest" | "reject";
}

/** A limit as a store is handed it. */
export interface CreateLimit extends UserLimit {
	/** Tags that ids of this user's earlier sessions may begin with, if another than the new id's: after a change of secrets. */
	readonly olderShards?: readonly string[];
}

/** The user whose sessions a store is asked for. */
export interface UserRef {
	readonly id: string;
	/**
	 * The four characters that ids of this user's sessions begin with: one tag for each of the application's secrets, the
	 * newest first. A store that is spread over nodes by them finds the user's there; others don't need them.
	 */
	readonly shards: readonly [string, ...string[]];
}

/** What came of {@link SessionStore.create}. */
export type CreateResult =
	| { readonly created: true /** The ids that the limit ended. */; readonly evicted: readonly string[] }
	| { readonly created: false; readonly reason: "exists" | "limit" };

/** What every store can do. */
export interface SessionStore {
	/** The record of that id, tombstones included; `null` when there is none or the id is malformed. */
	read(id: string): Promise<SessionRecord | null>;

	/**
	 * Stores a new record. Never overwrites, not even a tombstone. With a limit and a `userId`, counts the user's live
	 * sessions and makes room in the same atomic step; those evicted end as
	 * `{ state: "invalidated", reason: "limit", at: record.createdAt }`.
	 */
	create(record: SessionRecord, limit?: CreateLimit): Promise<CreateResult>;

	/**
	 * Replaces the record if the stored one is alive and has the expected version. `lastSeenAt` never moves back: the
	 * later of the stored and the given one is kept. `id`, `userId` and `createdAt` of a record never change.
	 *
	 * @returns `false`: missing, ended, or moved on.
	 */
	update(record: SessionRecord, expectedVersion: number): Promise<boolean>;

	/** Moves `lastSeenAt` forward; the version stays. Does nothing unless the record is alive and the time is later. */
	touch(id: string, lastSeenAt: number): Promise<void>;

	/**
	 * Writes the {@link tombstone} over a record that is alive.
	 *
	 * @returns `true` only for the call that ended it; the first end wins.
	 */
	end(id: string, end: SessionEnd): Promise<boolean>;
}

/** Which part of a list is wanted. */
export interface ListQuery {
	/** How many at most: 1 to 1,000. */
	readonly limit: number;
	/** Where the page before ended, as that page said. Throws {@link InvalidArgumentError} when it is none of this store's. */
	readonly cursor?: string;
	/** Only sessions that {@link matchesDevice} finds. */
	readonly device?: string;
}

/** One page of a list. */
export interface Page<Item> {
	readonly items: readonly Item[];
	/** Hand it to the next call; `null` after the last page. */
	readonly cursor: string | null;
}

/** A store that knows which sessions a user has. Costs depend on that user's sessions only. */
export interface UserIndex {
	/** The user's live sessions, newest first (`createdAt`, then `id`, descending). Paging is stable while sessions are added. */
	listByUser(user: UserRef, query: ListQuery): Promise<Page<SessionRecord>>;

	/** How many live sessions the user has, exactly. */
	countByUser(user: UserRef): Promise<number>;

	/** Ends all of a user's live sessions, but for one id if given, in one atomic step. Gives the ids that it ended. */
	endByUser(user: UserRef, end: SessionEnd, except?: string): Promise<readonly string[]>;
}

/** What an administrator's list is narrowed to. */
export interface ScanQuery extends ListQuery {
	/** `true`: live ones only; `false`: ended and expired ones only; left out: all. */
	readonly active?: boolean;
}

/** A store that can walk over all of its sessions, for administrators. The order is the store's own. */
export interface SessionScan {
	/**
	 * One page. Each session that is there during the whole walk comes once. A page may be short or empty before the last
	 * one, which alone has no cursor: a filter then finds little, and isn't to hold the backend up.
	 */
	scan(query: ScanQuery): Promise<Page<SessionRecord>>;
}

/** What a sweep did. */
export interface SweepResult {
	/** Sessions whose deadline had passed and that now are tombstones ({@link expiry} is their end). */
	readonly expired: readonly { readonly id: string; readonly userId: string | null; readonly end: SessionEnd }[];
	/** How many records were forgotten, their tombstone time being over. */
	readonly forgotten: number;
	/** `true` when there may be more: ask again. */
	readonly more: boolean;
}

/** A store that is cleaned by calls, because its backend expires nothing by itself. Cost depends on what has expired only. */
export interface SessionSweep {
	/**
	 * Ends what has expired and forgets what is past {@link forgetAt}: at most `limit` records in all, or fewer if so many
	 * would take long. All of it or nothing: what was ended is reported, and a call that fails has ended nothing.
	 *
	 * Where the backend has locks, one caller works at a time. Others don't wait: they answer at once, with nothing done and
	 * `more: false`. The lock is gone with the connection of who holds it.
	 */
	sweep(limit: number): Promise<SweepResult>;
}

/**
 * A store whose `read` may be behind, because it is a cache or asks a replica. It is believed only when what it says
 * leads to yes: core judges everything else (unknown, ended, another secret) again on a fresh read. Otherwise a rotation
 * on one node looks like theft on another.
 */
export interface FreshRead {
	/** As {@link SessionStore.read}, never behind any write that was acknowledged before the call. */
	readFresh(id: string): Promise<SessionRecord | null>;
}

/** Who listens to a store's {@link Invalidations}. */
export interface InvalidationListener {
	/** A session was changed or ended, by this process or another. A touch isn't told. */
	changed(id: string): void;
	/** Messages may be missed from now on. */
	lost(): void;
	/** Messages arrive again. */
	restored(): void;
}

/** A store that tells every process which sessions change. Nothing is right only because a message arrived. */
export interface Invalidations {
	/**
	 * Listens until the function that it gives is called.
	 *
	 * @throws when the channel can't be opened
	 */
	subscribe(listener: InvalidationListener): Promise<() => Promise<void>>;
}

/** A store with every capability that managing sessions needs. */
export type CompleteStore = SessionStore & UserIndex & SessionScan & SessionSweep;

/** Whether a session's device label or name contains the text, case ignored. */
export function matchesDevice(record: SessionRecord, text: string | undefined): boolean {
	const { label, name } = record.device;
	const wanted = text?.toLowerCase() ?? "";
	return [label, name ?? ""].some((one) => one.toLowerCase().includes(wanted));
}

/** Whether a store has a capability, by the name of one of its methods. */
export function can<Capability>(store: SessionStore, method: keyof Capability): store is SessionStore & Capability {
	return typeof (store as SessionStore & Capability)[method] === "function";
}
