/** Pure: what a record and the hash of a presented secret amount to at a given time. */

import { equalStrings } from "./equal.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import { deadline, expiry } from "./record.ts";

/** What a presented secret is to its session, and how that has ended or must end. */
export type Judgement =
	| { readonly verdict: "active"; readonly end: null }
	| {
			/**
			 * `ended`: it is a tombstone. `expired`: its time is up, and nobody has written that down yet. `reused`: the secret
			 * was ours once and has been replaced: someone kept a copy.
			 */
			readonly verdict: "ended" | "expired" | "reused";
			readonly end: SessionEnd;
	  };

/**
 * Judges a record for the holder of a secret.
 *
 * @param secretHash SHA-256 of the presented secret, whose token carried a valid check, so it is one that was issued
 * @param now milliseconds since the epoch
 * @param skew by how many milliseconds nodes' clocks may differ: nothing dies sooner than that after its time
 */
export function judge(record: SessionRecord, secretHash: string, now: number, skew: number): Judgement {
	const { end } = standing(record, now, skew);
	if (end !== null) return { verdict: record.end === null ? "expired" : "ended", end };
	const { previous } = record;
	const good =
		equalStrings(secretHash, record.secretHash) ||
		(previous !== null &&
			equalStrings(secretHash, previous.hash) &&
			(previous.until === null || now < previous.until + skew));
	if (good) return { verdict: "active", end };
	return { verdict: "reused", end: { state: "destroyed", reason: "token-reuse", at: now } };
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
