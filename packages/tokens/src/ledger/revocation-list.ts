/** Tokens that were revoked before their time, for all servers to know (T8). */

import { InvalidArgumentError } from "@sojourn/core";
import { decodeJwt } from "jose";
import { digest } from "./digest.ts";
import type { Ledger } from "./ledger.ts";

/** A token, or what names it: the claims of a JWT, of which `iss` and `jti` are looked at (RFC 7519, section 4.1). */
export type RevocableToken = string | { readonly jti: string; readonly iss?: string | undefined };

/** Why and when a token was revoked. */
export interface Revocation {
	readonly reason: string;
	/** In milliseconds since the epoch. */
	readonly at: number;
}

export interface RevokeOptions {
	/** When the token stops working by itself, in milliseconds since the epoch. The later one counts if it is told twice. */
	readonly expiresAt: number;
	/** A word that is kept with it. Default `"revoked"`. */
	readonly reason?: string;
}

/** The list. Its entries go when the tokens would have. */
export interface RevocationList {
	/**
	 * Revokes a token. Of a JWT, do so only when it was verified, or is your own: its claims are believed, and somebody who
	 * makes them up would revoke what others hold.
	 *
	 * @returns `false` when it was revoked already (the first reason stays), or has expired
	 * @throws StoreUnavailableError when the ledger fails
	 */
	revoke(token: RevocableToken, options: RevokeOptions): Promise<boolean>;

	/**
	 * Whether a token was revoked: one call to the ledger.
	 *
	 * @throws StoreUnavailableError when the ledger fails. To go on as if it weren't revoked is yours to decide.
	 */
	isRevoked(token: RevocableToken): Promise<boolean>;

	/** Why a token was revoked; `null` when it wasn't. */
	find(token: RevocableToken): Promise<Revocation | null>;
}

export interface RevocationListOptions {
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

interface Entry extends Revocation {
	readonly expiresAt: number;
}

/** Entries stay for so much longer than tokens, whose verifiers have other clocks and some patience. */
const margin = 5 * 60_000;

/**
 * A list of revoked tokens in a ledger. No token is in it: a JWT goes by its `jti`, others by their digests.
 *
 * Where entries don't go by themselves (SQL), let core clean up every hour: `startSweeper(ledger, { every: "1h" })`.
 */
export function createRevocationList(ledger: Ledger, { now = Date.now }: RevocationListOptions = {}): RevocationList {
	async function find(token: RevocableToken): Promise<Revocation | null> {
		const text = await ledger.get(await keyOf(token));
		if (text === null) return null;
		const { reason, at }: Entry = JSON.parse(text);
		return { reason, at };
	}

	return {
		async revoke(token, { expiresAt, reason = "revoked" }) {
			const at = now();
			const ttl = expiresAt + margin - at;
			if (ttl < 1) return false;
			const key = await keyOf(token);
			for (;;) {
				const known = await ledger.get(key);
				const entry: Entry = known === null ? { reason, at, expiresAt } : JSON.parse(known);
				if (known !== null && entry.expiresAt >= expiresAt) return false;
				if (await ledger.put(key, JSON.stringify({ ...entry, expiresAt }), known, ttl)) return known === null;
			}
		},

		isRevoked: async (token) => (await find(token)) !== null,

		find,
	};
}

async function keyOf(token: RevocableToken): Promise<string> {
	return `revoked:${await digest(JSON.stringify(identity(token)))}`;
}

/**
 * Never by all of a JWT: its signature can be written in several ways that are all valid (the last character of base64url has
 * bits to spare, and with ECDSA there are two signatures to each), so that one that was revoked would come back as another.
 */
function identity(token: RevocableToken): readonly string[] {
	const claims = typeof token === "string" ? claimsOf(token) : token;
	if (claims !== null && typeof claims.jti === "string" && claims.jti !== "") {
		return ["jti", claims.iss ?? "", claims.jti];
	}
	if (typeof token !== "string") throw new InvalidArgumentError("These claims have no jti: give the token itself.");
	return claims === null ? ["token", token] : ["signed", token.slice(0, token.lastIndexOf("."))];
}

function claimsOf(token: string) {
	try {
		return decodeJwt(token);
	} catch {
		return null;
	}
}
