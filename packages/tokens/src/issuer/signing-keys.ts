/** The keys that tokens are signed with, as issuers and verifiers see them. */

import type { CryptoKey, JSONWebKeySet } from "jose";
import type { SigningAlgorithm } from "./algorithms.ts";

/** The key that signs now. */
export interface SigningKey {
	/** Its id, in the header of the tokens that it signs (RFC 7515, section 4.1.4). */
	readonly kid: string;
	readonly algorithm: SigningAlgorithm;
	readonly privateKey: CryptoKey;
}

/** A key that tokens are verified with. */
export interface VerificationKey {
	/** The one algorithm that it is good for. */
	readonly algorithm: SigningAlgorithm;
	readonly publicKey: CryptoKey;
}

/** Keys that are published before they sign, and that verify until all they signed has expired. */
export interface SigningKeys {
	/** The longest that a token may live so that its key outlives it, in milliseconds. */
	readonly longestTtl: number;
	/** For how long others may keep what {@link published} gives, in milliseconds. */
	readonly publishFor: number;

	/**
	 * The key to sign with.
	 *
	 * @throws TokenError (`retry`) when there is none to be had
	 */
	current(): Promise<SigningKey>;

	/**
	 * The key of that id; `null` when it is none of these.
	 *
	 * @throws TokenError (`retry`) when nobody can tell
	 */
	find(kid: string): Promise<VerificationKey | null>;

	/**
	 * The public keys, of which some may sign only later (RFC 7517, section 5).
	 *
	 * @throws TokenError (`retry`) when there are none to be had
	 */
	published(): Promise<JSONWebKeySet>;
}
