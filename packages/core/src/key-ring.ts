/**
 * The secrets an application was given, newest first, and the keys that are derived from them: one for each purpose, so
 * that what is made for one purpose is worth nothing for another. The first makes, all of them check and open; a new
 * secret is put in front, and the last is dropped once nothing made with it is in use.
 */

import { hkdf, hmacKey, sealKey, sha256 } from "#crypto";
import type { HmacKey, MaybePromise, SealKey } from "./crypto/port.ts";
import { ConfigurationError } from "./errors.ts";
import { utf8Encoder } from "./platform.ts";

/** One secret or several, newest first; {@link secretProblems} says what they must be. */
export type Secrets = string | readonly string[];

/** The keys of one kind, in the order of their secrets. */
export type Keys<Key> = readonly [Key, ...Key[]];

/** A key for seals, with the id by which a seal names it. */
export interface IdentifiedSealKey {
	/** 4 bytes, derived from the secret: the same on every server, whatever the order. */
	readonly id: Uint8Array;
	readonly key: SealKey;
}

/** Gives `length` bytes of one secret, bound to `info`. */
type Derive = (info: string, length: number) => MaybePromise<Uint8Array>;

/** What each of an application's secrets gives. */
export interface KeyRing {
	/**
	 * What `make` makes of each secret. Kept under the purpose, so purposes must be few: no user's input. A promise the first
	 * time, there at once from then on.
	 */
	keys<Key>(purpose: string, make: (derive: Derive) => MaybePromise<Key>): MaybePromise<Keys<Key>>;
	/** Bytes bound to `info`, one string of them for each secret. Not kept: `info` may be anything, of any length. */
	derive(info: string, length: number): Promise<Keys<Uint8Array>>;
}

/**
 * A key ring.
 *
 * Keys come from HKDF (RFC 5869) over the secret's UTF-8 bytes, with an info that begins with `sojourn/v1/`.
 *
 * @throws ConfigurationError naming everything that is wrong with the secrets.
 */
export function createKeyRing(secrets: Secrets): KeyRing {
	const problems = secretProblems(secrets);
	if (problems.length > 0) throw new ConfigurationError(problems);
	const materials = [secrets].flat().map((secret): Derive => {
		const bytes = utf8Encoder.encode(secret);
		return (info, length) => hkdf(bytes, `sojourn/v1/${info}`, length);
	});
	const kept = new Map<string, Keys<unknown>>();

	return {
		keys: <Key>(purpose: string, make: (derive: Derive) => MaybePromise<Key>) =>
			(kept.get(purpose) as Keys<Key> | undefined) ??
			ofEach(make).then((keys) => {
				kept.set(purpose, keys);
				return keys;
			}),

		async derive(info, length) {
			// By its hash, since Node takes no info of more than 1,024 bytes.
			const hash = await sha256(info);
			return ofEach((derive) => derive(`derive/${hash}`, length));
		},
	};

	function ofEach<Key>(make: (derive: Derive) => MaybePromise<Key>) {
		return Promise.all(materials.map(make)) as Promise<unknown> as Promise<Keys<Key>>;
	}
}

/** Whether it is a key ring already. */
export function isKeyRing(secrets: Secrets | KeyRing): secrets is KeyRing {
	return typeof (secrets as KeyRing | undefined)?.derive === "function";
}

/** The keys of a purpose for `hmac`. */
export function hmacKeys(ring: KeyRing, purpose: string): MaybePromise<Keys<HmacKey>> {
	const use = `hmac/${purpose}`;
	return ring.keys(use, async (derive) => hmacKey(await derive(use, 32)));
}

/** The keys of a purpose for `seal` and `open`. */
export function sealKeys(ring: KeyRing, purpose: string): MaybePromise<Keys<IdentifiedSealKey>> {
	const use = `seal/${purpose}`;
	return ring.keys(use, async (derive) => ({
		id: await derive("key-id", 4),
		key: await sealKey(await derive(use, 32)),
	}));
}

/**
 * What is wrong with secrets, for a {@link ConfigurationError}; never shows one. Each must have 256 bits by its length
 * (4 for each character of a hexadecimal string, 6 otherwise) and ten different characters: too little to tell a good
 * secret, enough to stop words and placeholders.
 */
export function secretProblems(secrets: Secrets): string[] {
	const given: readonly unknown[] = [secrets].flat();
	const all = given.length === 0 ? [undefined] : given;
	return all.flatMap((secret, index) => {
		const weakness = all.indexOf(secret) < index ? "is there twice" : weaknessOf(secret);
		return weakness === null ? [] : `secrets[${index}] ${weakness}. Make one with: openssl rand -base64 32`;
	});
}

function weaknessOf(secret: unknown): string | null {
	if (typeof secret !== "string") return `is ${typeof secret}, not a string: is its environment variable set`;
	const bits = secret.length * (/^[0-9a-f]*$/i.test(secret) ? 4 : 6);
	if (bits < 256) return `is too short: ${bits} of 256 bits`;
	return new Set(secret).size < 10 ? "repeats itself" : null;
}
