/**
 * Seals: text that a client may carry but neither read nor change. Authenticated encryption with XAES-256-GCM
 * (https://c2sp.org/XAES-256-GCM), whose 192-bit nonces can be drawn at random for ever.
 *
 *     seal      = base64url(version ‖ key id ‖ nonce ‖ ciphertext ‖ tag)        1 + 4 + 24 + n + 16 bytes
 *     plaintext = issue time ‖ expiry time ‖ value                              6 + 6 + n bytes
 *     bound to  = version ‖ key id ‖ length of purpose ‖ purpose ‖ name
 *
 * The key id picks the key. Nothing is ever tried: XAES-256-GCM doesn't commit to its key.
 */

import * as crypto from "#crypto";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { allocate } from "./bytes.ts";
import { type Duration, parseDuration } from "./duration.ts";
import { ConfigurationError, InvalidArgumentError } from "./errors.ts";
import { createKeyRing, isKeyRing, type KeyRing, type Secrets, sealKeys, secretProblems } from "./key-ring.ts";
import { utf8Decoder, utf8Encoder } from "./platform.ts";

/** What an opened seal says. Times are milliseconds since the epoch. */
export interface OpenedSeal {
	readonly value: string;
	readonly issuedAt: number;
	/** `null`: never. */
	readonly expiresAt: number | null;
	/** Whether it is under the first key of the ring; if not, it should be sealed anew. */
	readonly current: boolean;
}

/** Seals and opens for one purpose. */
export interface Sealer {
	/**
	 * Seals a value.
	 *
	 * @param options - `name`: what the seal is for, such as a cookie's name or a record's id; it opens under no other.
	 *   `expiresAt`: when it stops opening, in milliseconds since the epoch; never, if left out.
	 * @throws InvalidArgumentError when the value has more than 700,000 bytes of UTF-8, or `expiresAt` is no time.
	 */
	seal(value: string, options: { readonly name: string; readonly expiresAt?: number }): Promise<string>;

	/**
	 * Opens a seal.
	 *
	 * @returns `null` for whatever isn't a seal of this ring, purpose and name, or has expired. Never throws.
	 */
	open(text: string, options: { readonly name: string }): Promise<OpenedSeal | null>;
}

export interface SealerOptions {
	/** The first seals, all of them open. */
	readonly secrets: Secrets | KeyRing;
	/** What the seals are for, such as `"oauth-state"`. Seals of one purpose mean nothing to another. */
	readonly purpose: string;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
	/** By how much the clocks of the servers may differ: a seal opens that much longer. Default 5 seconds. */
	readonly clockSkew?: Duration;
}

/**
 * Makes a {@link Sealer}.
 *
 * @throws ConfigurationError naming everything that is wrong with the options.
 */
export function createSealer({ secrets, purpose, now = Date.now, clockSkew = "5s" }: SealerOptions): Sealer {
	const skew = parseDuration(clockSkew);
	const problems = sealerProblems(secrets, purpose);
	if (skew === null) problems.push('clockSkew is no duration: give milliseconds or a string such as "5s".');
	if (problems.length > 0) throw new ConfigurationError(problems);
	return sealerOf(isKeyRing(secrets) ? secrets : createKeyRing(secrets), purpose, now, skew as number);
}

/** What is wrong with the secrets and the purpose of a sealer. */
export function sealerProblems(secrets: Secrets | KeyRing, purpose: string): string[] {
	const problems = isKeyRing(secrets) ? [] : secretProblems(secrets);
	if (!purpose) problems.push('purpose is empty: say what the seals are for, such as "oauth-state".');
	return problems;
}

const version = 1;
const nonceAt = 5;
const sealedAt = 29;
const valueAt = 12;
const tagLength = 16;
const never = 2 ** 48 - 1;
const maxLength = 2 ** 20;

/** A {@link Sealer} on a ring that is there already. `clockSkew` in milliseconds. */
export function sealerOf(ring: KeyRing, purpose: string, now: () => number, clockSkew: number): Sealer {
	/** What a seal is bound to: its own first five bytes, then purpose and name. */
	const bindings = (seal: Uint8Array, name: string): Uint8Array =>
		withText(seal.subarray(0, nonceAt), `${purpose.length}:${purpose}${name}`);

	return {
		async seal(value, { name, expiresAt = never }) {
			if (!(expiresAt >= 0 && expiresAt <= never)) {
				throw new InvalidArgumentError(`expiresAt is ${expiresAt}: give milliseconds since the epoch.`);
			}
			const [{ id, key }] = await sealKeys(ring, purpose);
			const times = new Uint8Array(valueAt);
			writeTime(times, 0, now());
			writeTime(times, 6, expiresAt);
			const plaintext = withText(times, value);

			const seal = allocate(sealedAt + plaintext.length + tagLength);
			seal[0] = version;
			seal.set(id, 1);
			const nonce = crypto.randomBytes(sealedAt - nonceAt);
			seal.set(nonce, nonceAt);
			seal.set(await crypto.seal(key, nonce, plaintext, bindings(seal, name)), sealedAt);
			const text = toBase64url(seal);
			if (text.length > maxLength) {
				throw new InvalidArgumentError(
					`The value to seal has ${plaintext.length} bytes: that is more than would open.`,
				);
			}
			return text;
		},

		async open(text, { name }) {
			// What comes from a parsed body may be anything, whatever the types say.
			const seal = typeof text === "string" && text.length <= maxLength ? fromBase64url(text) : null;
			if (seal === null || seal.length < sealedAt + valueAt + tagLength || seal[0] !== version) return null;
			const keys = await sealKeys(ring, purpose);
			const index = keys.findIndex(({ id }) => id.every((byte, i) => byte === seal[i + 1]));
			const key = keys[index]?.key;
			if (key === undefined) return null;
			const nonce = seal.subarray(nonceAt, sealedAt);
			const plaintext = await crypto.open(key, nonce, seal.subarray(sealedAt), bindings(seal, name));
			if (plaintext === null) return null;
			const expiresAt = readTime(plaintext, 6);
			if (expiresAt !== never && now() >= expiresAt + clockSkew) return null;
			return {
				value: utf8Decoder.decode(plaintext.subarray(valueAt)),
				issuedAt: readTime(plaintext, 0),
				expiresAt: expiresAt === never ? null : expiresAt,
				current: index === 0,
			};
		},
	};
}

/** The bytes, then the text in UTF-8. */
function withText(bytes: Uint8Array, text: string): Uint8Array {
	// A UTF-16 unit never takes more than three bytes of UTF-8.
	const target = allocate(bytes.length + text.length * 3);
	target.set(bytes);
	const { written } = utf8Encoder.encodeInto(text, target.subarray(bytes.length));
	return target.subarray(0, bytes.length + written);
}

/** Six bytes, the highest first. */
function writeTime(bytes: Uint8Array, at: number, time: number): void {
	let rest = Math.floor(time);
	for (let i = at + 5; i >= at; i--) {
		bytes[i] = rest % 256;
		rest = Math.floor(rest / 256);
	}
}

function readTime(bytes: Uint8Array, at: number): number {
	let time = 0;
	for (let i = at; i < at + 6; i++) time = time * 256 + (bytes[i] as number);
	return time;
}
