/**
 * Periodic rotation: the secret is replaced without anybody asking, and the old one stays good until its successor has
 * been presented. Pure, but for the derivation of the successor.
 */

import type { Engine } from "./engine.ts";
import { equalStrings } from "./equal.ts";
import type { SessionRecord } from "./record.ts";
import { hashSecret, successorOf } from "./token.ts";
import type { Visit } from "./visit.ts";

/** The secret that the request's client is to be given in the place of the one it holds. */
export interface Successor {
	readonly secret: string;
	readonly hash: string;
}

/** Whether the client is due for a successor. Bearer clients aren't: nothing would tell them. */
export function isRotationDue({ settings, now }: Engine, visit: Visit, record: SessionRecord): boolean {
	if (visit.via === "bearer" || visit.minted || visit.settle) return false;
	if (visit.outdated) return true;
	return visit.secretHash === record.secretHash && now() - record.rotatedAt >= settings.rotateEvery;
}

/** The successor of the secret that the request holds: the same one for every request that holds it. */
export async function findSuccessor({ ring }: Engine, id: string, held: string): Promise<Successor> {
	const secret = await successorOf(ring, id, held);
	return { secret, hash: await hashSecret(secret) };
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
