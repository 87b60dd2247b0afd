/** Pure: what a record and the hash of a presented secret amount to at a given time. */

import { equalStrings } from "./equal.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import { deadline, expiry } from "./record.ts";

/** What a presented secret is to its session. */
export type Judgement =
	/** In use. `settle`: the new secret of a periodic rotation was presented for the first time. */
	| { readonly verdict: "active"; readonly secret: "current" | "previous"; readonly settle: boolean }
	/** It is a tombstone. */
	| { readonly verdict: "ended"; readonly end: SessionEnd }
	/** Its time is up, and nobody has written that down yet. */
	| { readonly verdict: "expired"; readonly end: SessionEnd }
	/** The secret was ours once and has been replaced: someone kept a copy. */
	| { readonly verdict: "reused" };

/**
 * Judges a record for the holder of a secret.
 *
 * @param secretHash SHA-256 of the presented secret, whose token carried a valid check, so it is one that was issued
 * @param now milliseconds since the epoch
 * @param skew by how many milliseconds nodes' clocks may differ: nothing dies sooner than that after its time
 */
export function judge(record: SessionRecord, secretHash: string, now: number, skew: number): Judgement {
	if (record.end !== null) return { verdict: "ended", end: record.end };
	if (isExpired(record, now, skew)) return { verdict: "expired", end: expiry(record) };
	const { previous } = record;
	if (equalStrings(secretHash, record.secretHash)) {
		return { verdict: "active", secret: "current", settle: previous !== null && previous.until === null };
	}
	if (
		previous !== null &&
		equalStrings(secretHash, previous.hash) &&
		(previous.until === null || now < previous.until + skew)
	) {
		return { verdict: "active", secret: "previous", settle: false };
	}
	return { verdict: "reused" };
}

/** Whether a record's idle or absolute limit has passed, with tolerance for clock drift. */
export function isExpired(record: SessionRecord, now: number, skew: number): boolean {
	return now >= deadline(record) + skew;
}

/** The record as it stands at a time: with its end, also when that has not been written down yet. */
export function standing(record: SessionRecord, now: number, skew: number): SessionRecord {
	return record.end === null && isExpired(record, now, skew) ? { ...record, end: expiry(record) } : record;
}

/**
 * The time of activity to write down: never past the deadline that it moves, so that activity within the tolerance for
 * clock drift counts instead of arriving too late.
 */
export function activity(record: SessionRecord, now: number): number {
	return Math.max(record.lastSeenAt, Math.min(now, deadline(record) - 1));
}
