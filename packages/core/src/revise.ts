/**
 * The conditional write. A change is a function of the newest record, tried again on a newer one until it holds. Changes
 * of one session in one process queue behind each other, so only other processes conflict.
 */

import type { MaybePromise } from "./crypto/port.ts";
import { ConflictError, StoreUnavailableError } from "./errors.ts";
import type { Timers } from "./platform.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import type { SessionStore } from "./store.ts";
import type { StoreCall } from "./store-call.ts";

/** What came of a revision: the record as it is now stored, or the end that was in the way (`null`: it is gone). */
export type Revision = { readonly record: SessionRecord } | { readonly record: null; readonly end: SessionEnd | null };

/** Gives the changed record, or the same one when there is nothing to change. May be called more than once. */
export type Change = (record: SessionRecord) => MaybePromise<SessionRecord>;

/** Changes a record that was read, or newer versions of it. */
export type Revise = (read: SessionRecord, change: Change) => Promise<Revision>;

interface Line {
	last: Promise<unknown>;
	waiting: number;
	newest: SessionRecord | null;
}

interface Patience {
	over: boolean;
	conflicts: number;
}

interface Context {
	readonly store: SessionStore;
	readonly call: StoreCall;
	/** How long a revision may take in all, its place in the queue included, in milliseconds. */
	readonly timeout: number;
	readonly timers: Timers;
	readonly conflict: (record: SessionRecord, attempt: number) => void;
}

/** @returns a function that throws ConflictError or StoreUnavailableError when the deadline passes; nothing is written then by it later. */
export function createRevise({ store, call, timeout, timers, conflict }: Context): Revise {
	const lines = new Map<string, Line>();

	async function attempt(line: Line, read: SessionRecord, change: Change, patience: Patience): Promise<Revision> {
		const { newest } = line;
		let record: SessionRecord | null = newest !== null && newest.version > read.version ? newest : read;
		for (let tries = 1; !patience.over; tries++) {
			if (record === null || record.end !== null) return { record: null, end: record?.end ?? null };
			const changed = await change(record);
			if (changed === record) return { record };
			const next: SessionRecord = { ...changed, version: record.version + 1 };
			const expected = record.version;
			if (await call("update", () => store.update(next, expected))) {
				line.newest = next;
				return { record: next };
			}
			patience.conflicts = tries;
			conflict(record, tries);
			if (tries > 1)
				await new Promise<void>((resolve) => timers.setTimeout(resolve, Math.random() * Math.min(2 ** tries, 50)));
			record = await call("read", () => store.read(read.id));
		}
		throw outOfPatience(read.id, patience);
	}

	function outOfPatience(id: string, { conflicts }: Patience): ConflictError | StoreUnavailableError {
		return conflicts > 0
			? new ConflictError(
					`Session ${id} was changed by others ${conflicts} times in ${timeout} ms. Nothing was written; try again.`,
				)
			: new StoreUnavailableError(`Session ${id} couldn't be written within ${timeout} ms: the store is too slow.`);
	}

	return (read, change) => {
		const { id } = read;
		const line = lines.get(id) ?? { last: Promise.resolve(), waiting: 0, newest: null };
		lines.set(id, line);
		line.waiting++;
		const patience: Patience = { over: false, conflicts: 0 };
		const turn = line.last.then(() => attempt(line, read, change, patience));
		line.last = turn.then(leave, leave);
		function leave(): void {
			if (--line.waiting === 0) lines.delete(id);
		}
		return new Promise((resolve, reject) => {
			const timer = timers.setTimeout(() => {
				patience.over = true;
				reject(outOfPatience(id, patience));
			}, timeout);
			turn.then(resolve, reject).finally(() => timers.clearTimeout(timer));
		});
	};
}
