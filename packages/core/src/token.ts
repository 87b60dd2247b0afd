/**
 * The bearer token `id.secret.check`: minted, parsed and verified without touching a store.
 *
 * `id` is the public handle, `secret` the credential (256 random bits; stores hold its SHA-256), `check` an HMAC over
 * both under a key of the ring, so that a forged or mangled token costs no store read.
 */

import { base64url, hmac, sha256 } from "#crypto";
import type { MaybePromise } from "./crypto/port.ts";
import { equalStrings } from "./equal.ts";
import { hmacKeys, type KeyRing } from "./key-ring.ts";
import type { UserRef } from "./store.ts";

/** What a token that carries our check says. */
export interface PresentedToken {
	readonly id: string;
	readonly secret: string;
	readonly secretHash: string;
	/** Which key of the ring its check is under; after 0, the first, the token should be issued again. */
	readonly key: number;
}

type RandomBytes = (length: number) => Uint8Array;

const idPattern = /^[\w-]{26,68}$/;
const tokenPattern = /^([\w-]{26,68})\.([\w-]{43})\.([\w-]{22})$/;
const purpose = "token-check";

/** Whether the text has the form of a session id: 26 to 68 characters of the base64url alphabet. */
export function isSessionId(text: string): boolean {
	return idPattern.test(text);
}

/**
 * The four characters that ids of a user's sessions begin with: derived from the user under a key, so that all of them
 * share a slot on Redis Cluster, and they tell nothing. One tag for each secret of the ring, the newest first: sessions
 * from before a change of secrets keep theirs.
 */
export async function shardTags(ring: KeyRing, userId: string): Promise<UserRef["shards"]> {
	const [first, ...older] = await ring.derive(`shard/${userId}`, 3);
	return [base64url(first), ...older.map(base64url)];
}

/** A new id: the user's shard tag, a random one without a user, then 128 random bits. */
export function newId(randomBytes: RandomBytes, tag: string = base64url(randomBytes(3))): string {
	return tag + base64url(randomBytes(16));
}

/** A new secret: 256 random bits. */
export function newSecret(randomBytes: RandomBytes): string {
	return base64url(randomBytes(32));
}

/**
 * The secret that periodic rotation puts in the place of this one. Derived under the ring's first key, so that every
 * request that still holds the old secret is given the same successor, and no lost response logs anybody out.
 */
export async function successorOf(ring: KeyRing, id: string, secret: string): Promise<string> {
	const [successor] = await ring.derive(`successor/${id}.${secret}`, 32);
	return base64url(successor);
}

/** What stores hold of a secret: its SHA-256, base64url. */
export function hashSecret(secret: string): MaybePromise<string> {
	return sha256(secret);
}

/** The token as it travels. */
export async function signToken(ring: KeyRing, id: string, secret: string): Promise<string> {
	const signed = `${id}.${secret}`;
	const [key] = await hmacKeys(ring, purpose);
	return `${signed}.${await hmac(key, signed)}`;
}

/**
 * Verifies a token's form and check; the comparison takes the same time wherever the check differs.
 *
 * @returns `"malformed"`: not of a token's form; `"forged"`: no key of the ring gives this check.
 */
export async function verifyToken(ring: KeyRing, text: string): Promise<PresentedToken | "malformed" | "forged"> {
	const [, id, secret, check] = tokenPattern.exec(text) ?? [];
	if (id === undefined || secret === undefined || check === undefined) return "malformed";
	const signed = `${id}.${secret}`;
	const keys = await hmacKeys(ring, purpose);
	for (const [index, key] of keys.entries()) {
		if (equalStrings(check, await hmac(key, signed)))
			return { id, secret, secretHash: await hashSecret(secret), key: index };
	}
	return "forged";
}
