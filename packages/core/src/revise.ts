/**
 * The conditional write. A change is a function of the newest record, tried again on a newer one until it holds. Changes
 * of one session in one process queue behind each other, so only other processes conflict.
 */

import type { MaybePromise } from "./crypto/port.ts";
import { ConflictError, StoreUnavailableError } from "./errors.ts";
import type { Timers } from "./platform.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import type { SessionStore } from "./store.ts";

/** What came of a revision: the record as it is now stored, or the end that was in the way (`null`: it is gone). */
export type Revision =
	| { readonly record: SessionRecord; readonly end: null }
	| { readonly record: null; readonly end: SessionEnd | null };

/** Gives the changed record, or the same one when there is nothing to change. May be called more than once. */
export type Change = (record: SessionRecord) => MaybePromise<SessionRecord>;

/** Changes a record that was read, or newer versions of it. */
export type Revise = (read: SessionRecord, change: Change) => Promise<Revision>;

interface Context {
	readonly store: SessionStore;
	/** How long a revision may take in all, its place in the queue included, in milliseconds. */
	readonly timeout: number;
	readonly timers: Timers;
	readonly conflict: (record: SessionRecord, attempt: number) => void;
}

/** @returns a function that throws ConflictError or StoreUnavailableError when the deadline passes; nothing is written then by it later. */
export function createRevise({ store, timeout, timers, conflict }: Context): Revise {
	/** The last revision under way of each session: gives the record as it left it, if it wrote one. */
	const lines = new Map<string, Promise<SessionRecord | null>>();

	return (read, change) => {
		const { id } = read;
		let over = false;
		let conflicts = 0;
		const outOfTime = () => {
			const Reason = conflicts > 0 ? ConflictError : StoreUnavailableError;
			return new Reason(`${id} wasn't written: ${conflicts} conflicts in ${timeout} ms. Try again.`);
		};

		async function attempt(before: SessionRecord | null): Promise<Revision> {
			let record = before !== null && before.version > read.version ? before : read;
			while (!over) {
				if (record.end !== null) return { record: null, end: record.end };
				const changed = await change(record);
				if (changed === record) return { record, end: null };
				const { version } = record;
				const next = { ...changed, version: version + 1 };
				if (await store.update(next, version)) return { record: next, end: null };
				conflict(record, ++conflicts);
				const pause = Math.random() * Math.min(2 ** conflicts, 50);
				await new Promise<void>((resolve) => timers.setTimeout(resolve, pause));
				const newer = await store.read(id);
				if (newer === null) return { record: null, end: null };
				record = newer;
			}
			throw outOfTime();
		}

		const turn = (lines.get(id) ?? Promise.resolve(null)).then(attempt);
		const left = turn.then(
			({ record }) => record,
			() => null,
		);
		lines.set(id, left);
		left.then(() => lines.get(id) === left && lines.delete(id));
		return new Promise((resolve, reject) => {
			const timer = timers.setTimeout(() => {
				over = true;
				reject(outOfTime());
			}, timeout);
			turn.then(resolve, reject).finally(() => timers.clearTimeout(timer));
		});
	};
}
