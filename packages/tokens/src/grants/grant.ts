/** What a provider granted to a session, and the pure steps from one state of it to the next. */

import type { JWK } from "jose";
import type { RefreshReason } from "../events.ts";
import type { TokenResponse } from "../provider/provider.ts";
import { type Lifetime, phaseOf } from "./timing.ts";

/** An access token as it is kept. */
export interface AccessToken extends Lifetime {
	readonly token: string;
	readonly type: TokenResponse["tokenType"];
	readonly scope: string | null;
}

/** One refresh, or an attempt at one. */
export interface Refresh {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	readonly reason: RefreshReason;
	/** `"refreshed"`, or why not: `"timeout"`, `"invalid_grant"`. */
	readonly outcome: string;
	/** The grant's version after it. */
	readonly version: number;
}

/** How a grant ended. */
export interface GrantEnd {
	readonly reason: string;
	/** In milliseconds since the epoch. */
	readonly at: number;
}

/** One authorization by one provider. */
export interface Grant {
	/** Of this authorization: a new sign-in makes another. */
	readonly id: string;
	/** Counts the changes of its tokens, from 1. Each write is conditional on the version that was read. */
	readonly version: number;
	readonly subject: string | null;
	/** What was granted at the sign-in. */
	readonly scope: string | null;
	/** The API that the sign-in was for (RFC 8707). */
	readonly resource: string | null;
	readonly refreshToken: string | null;
	readonly idToken: string | null;
	/** The private key that the tokens are bound to (RFC 9449). */
	readonly proofKey: JWK | null;
	/** By {@link accessKey}. */
	readonly access: { readonly [key: string]: AccessToken };
	/** The latest refreshes, oldest first. */
	readonly history: readonly Refresh[];
	/** Once it has ended, there are no tokens in it. */
	readonly ended: GrantEnd | null;
}

/** What an access token is wanted for. */
export interface Target {
	/** The API it is for (RFC 8707). Default: that of the sign-in. */
	readonly resource?: string | undefined;
	/** Less than was granted, separated by spaces. Default: all of it. */
	readonly scope?: string | undefined;
}

/** What a grant's access tokens are kept by: the API, and the scope in any order. The sign-in's own API counts as none. */
export function accessKey(grant: Pick<Grant, "resource">, { resource, scope }: Target): string {
	const scopes = new Set((scope ?? "").split(" ").filter((name) => name !== ""));
	return `${resource === grant.resource ? "" : (resource ?? "")} ${[...scopes].sort().join(" ")}`;
}

/** Whether nothing happened to the grant's tokens in between. */
export function isUnmoved(now: Grant | undefined, before: Grant): boolean {
	return now?.id === before.id && now.version === before.version;
}

/** What a step in a grant's life needs to know beside the grant. */
export interface Step {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	/** How much of the history is kept. */
	readonly history: number;
	/** Attempts that failed since the last step. */
	readonly failures?: readonly Refresh[];
}

/** What is known of a sign-in beside what the provider answered. */
export interface SignInFacts extends Target {
	/** Who signed in: the ID token's `sub`. */
	readonly subject?: string | null | undefined;
	/** The private key that the tokens are bound to (DPoP, RFC 9449). */
	readonly proofKey?: JWK | null | undefined;
}

/** The grant of a sign-in. */
export function granted(response: TokenResponse, facts: SignInFacts, lifetime: Lifetime): Grant {
	const { subject = null, proofKey = null, resource = null, scope = null } = facts;
	return {
		id: crypto.randomUUID(),
		version: 1,
		...{ subject, proofKey, resource },
		scope: response.scope ?? scope,
		refreshToken: response.refreshToken,
		idToken: response.idToken,
		access: { [accessKey({ resource }, {})]: accessToken(response, response.scope ?? scope, lifetime) },
		history: [],
		ended: null,
	};
}

/** What is kept of an access token that came. */
export function accessToken(response: TokenResponse, scope: string | null, lifetime: Lifetime): AccessToken {
	return { token: response.accessToken, type: response.tokenType, scope, ...lifetime };
}

/** The grant after a refresh. What the provider didn't replace stays; access tokens whose time is over go. */
export function refreshed(
	grant: Grant,
	response: TokenResponse,
	{ key, token, reason, at, history, failures = [] }: Step & RefreshedFor,
): Grant {
	const version = grant.version + 1;
	const kept = Object.entries(grant.access).filter(([, token]) => phaseOf(token, at) !== "over");
	const done: Refresh = { at, reason, outcome: "refreshed", version };
	return {
		...grant,
		version,
		refreshToken: response.refreshToken ?? grant.refreshToken,
		idToken: response.idToken ?? grant.idToken,
		access: { ...Object.fromEntries(kept), [key]: token },
		history: latest([...grant.history, ...failures, done], history),
	};
}

interface RefreshedFor {
	readonly key: string;
	readonly token: AccessToken;
	readonly reason: RefreshReason;
}

/** The grant without its tokens: what is left is who it was for, why it ended, and its history. */
export function ended(grant: Grant, end: string, { at, history, failures = [] }: Step): Grant {
	return {
		...grant,
		version: grant.version + 1,
		refreshToken: null,
		idToken: null,
		proofKey: null,
		access: {},
		history: latest([...grant.history, ...failures], history),
		ended: { reason: end, at },
	};
}

function latest<Item>(items: readonly Item[], count: number): readonly Item[] {
	return items.slice(Math.max(items.length - count, 0));
}

/** Whether what is stored holds what a response brought: a write whose answer was lost has been made all the same. */
export function holds(stored: Grant | undefined, ours: Grant, key: string): boolean {
	return stored?.id === ours.id && stored.access[key]?.token === ours.access[key]?.token;
}
