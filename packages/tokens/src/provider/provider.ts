/** What this package needs of a provider. Any object that serves will do; `createProvider` makes one of OpenID discovery. */

import type { JWK } from "jose";

/** What a provider granted, as its token endpoint answered. */
export interface TokenResponse {
	readonly accessToken: string;
	/** How it is presented (RFC 6750, RFC 9449). */
	readonly tokenType: "Bearer" | "DPoP";
	/** When it stops working, in milliseconds since the epoch; `null`: the provider didn't say. */
	readonly expiresAt: number | null;
	/** `null`: none came, and the one that was spent, if any, stays good. */
	readonly refreshToken: string | null;
	/** `null` when there was none. */
	readonly idToken: string | null;
	/** What it is good for; `null`: what was asked for. */
	readonly scope: string | null;
}

/** What a refresh token is spent for. */
export interface RefreshRequest {
	readonly refreshToken: string;
	/** The API the access token is for (RFC 8707). */
	readonly resource?: string | undefined;
	/** Less than was granted, separated by spaces. */
	readonly scope?: string | undefined;
	/** The private key that the tokens are bound to (DPoP, RFC 9449). */
	readonly proofKey?: JWK | undefined;
	/**
	 * Once it is aborted no further attempt is made. The one under way is waited for: the provider may have spent the token
	 * already, and then its answer holds the only one that is good.
	 */
	readonly signal?: AbortSignal | undefined;
}

/** What a provider says of a token (RFC 7662). */
export interface Introspection {
	readonly active: boolean;
	readonly [claim: string]: unknown;
}

/** A provider as grants use it. Each call is one attempt or a bounded number of them, and fails with a `TokenError`. */
export interface TokenProvider {
	/** Its issuer identifier. */
	readonly issuer: string;
	/** Spends a refresh token (RFC 6749, section 6). */
	refresh(request: RefreshRequest): Promise<TokenResponse>;
	/** Revokes a token, or does nothing where the provider can't (RFC 7009). */
	revoke?(token: string, hint: "access_token" | "refresh_token"): Promise<void>;
	/** Asks what a token is good for (RFC 7662). */
	introspect?(token: string): Promise<Introspection>;
}
