/**
 * A chain of hashes over a trail: each entry's hash covers the one before it, so that nothing can be changed, removed or
 * put in between without a sign. The hashes are keyed (HMAC-SHA-256, RFC 2104): whoever can write to the table, but doesn't
 * have the secret, can't make new ones.
 *
 * What describes a person is in the chain by a commitment only, a hash that is salted so that nothing can be guessed from
 * it. Erasing a person leaves the commitment, and the chain as it was.
 */

import { createHmac, createSecretKey, hash, type KeyObject, randomBytes } from "node:crypto";

/** A place in a chain. Kept elsewhere, it shows later that nothing up to it was rewritten or cut off. */
export interface Checkpoint {
	readonly position: number;
	readonly hash: string;
}

/** What came of verifying a trail. */
export type Verification =
	| {
			readonly intact: true;
			/** How many entries were looked at. */
			readonly entries: number;
			/** How many of them don't describe a person any more. `audit.erased` events tell how many it should be. */
			readonly erased: number;
			/** The end of the chain. */
			readonly head: Checkpoint;
	  }
	| {
			readonly intact: false;
			/** The first entry that isn't as it was, or is missing. */
			readonly position: number;
			readonly problem: "altered" | "missing";
	  };

/** What an entry's hash covers. */
export interface Link {
	readonly position: number;
	readonly id: string;
	readonly v: number;
	readonly at: number;
	readonly type: string;
	readonly session_id: string | null;
	readonly details: string;
	/** Of what describes a person; empty when nothing does. */
	readonly commitment: string;
}

const saltLength = 16;

/** Where every chain begins. */
export const chainStart: Checkpoint = { position: 0, hash: "" };

/** The secret as a key: made once, it halves what a hash costs. */
export function chainKey(secret: string): KeyObject {
	return createSecretKey(secret, "utf8");
}

export function linkHash(key: KeyObject, previous: string, link: Link): string {
	const { position, id, v, at, type, session_id, details, commitment } = link;
	const covered = JSON.stringify([previous, position, id, v, at, type, session_id, details, commitment]);
	return createHmac("sha256", key).update(covered).digest("base64url");
}

/**
 * Salts make what describes a person impossible to guess from its commitment. Those of a batch are drawn at once: most of
 * what one costs is the call.
 *
 * @param count how many there are at most
 */
export function createSalts(count: number): () => string {
	const bytes = randomBytes(count * saltLength);
	let used = 0;
	return () => {
		const from = used;
		used += saltLength;
		return bytes.toString("base64url", from, used);
	};
}

export function commitmentTo(personal: string): string {
	return hash("sha256", personal, "base64url");
}
