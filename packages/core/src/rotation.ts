/**
 * Periodic rotation: the secret is replaced without anybody asking, and the old one stays good until its successor has
 * been presented. Pure.
 */

import { equalStrings } from "./equal.ts";
import type { SessionRecord } from "./record.ts";

/**
 * What is due for the client that holds a secret which is good: to be given its successor, because the secret is old or
 * has been replaced without the client knowing; or to settle, because it presents a successor for the first time.
 *
 * @param held the secret's SHA-256
 * @param rotateEvery in milliseconds
 */
export function rotationDue(
	{ secretHash, previous, rotatedAt }: SessionRecord,
	held: string | null,
	now: number,
	rotateEvery: number,
): "succeed" | "settle" | null {
	const current = held === secretHash;
	if (previous?.until === null) return current ? "settle" : "succeed";
	return current && now - rotatedAt >= rotateEvery ? "succeed" : null;
}

/** The record with the successor in place, if the request's secret is one that it may follow. */
export function succeed(record: SessionRecord, held: string, successor: string, now: number): SessionRecord {
	if (record.secretHash === successor || !isReplaceable(record, held)) return record;
	return { ...record, secretHash: successor, previous: { hash: held, until: null }, rotatedAt: now };
}

/** The record with an end to the old secret's life, once the client has shown that it holds the new one. */
export function settle(record: SessionRecord, held: string, until: number): SessionRecord {
	const { previous } = record;
	if (previous?.until !== null || !equalStrings(held, record.secretHash)) return record;
	return { ...record, previous: { hash: previous.hash, until } };
}

/**
 * Whether a request that holds this secret may replace the record's: it holds the current one, or one whose successor
 * nobody has presented. Otherwise another request replaced it, and its client has, or is about to get, a newer one.
 */
export function isReplaceable({ secretHash, previous }: SessionRecord, held: string): boolean {
	return equalStrings(held, secretHash) || (previous?.until === null && equalStrings(held, previous.hash));
}
