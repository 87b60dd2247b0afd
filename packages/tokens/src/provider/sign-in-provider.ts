/** What signing in and out needs of a provider, beside what grants need. `createProvider` makes one. */

import type { JWK, JWTVerifyGetKey } from "jose";
import type { TokenProvider, TokenResponse } from "./provider.ts";

/** What an ID token says, validated (OpenID Connect Core 1.0, section 2). */
export interface IdTokenClaims {
	readonly iss: string;
	/** Who signed in: unique at this issuer, and only there. */
	readonly sub: string;
	readonly aud: string | readonly string[];
	readonly exp: number;
	readonly iat: number;
	/** The provider's session, for logout. */
	readonly sid?: string;
	/** When the user proved who they are, in seconds since the epoch. */
	readonly auth_time?: number;
	readonly acr?: string;
	/** Authentication methods (RFC 8176). */
	readonly amr?: readonly string[];
	readonly [claim: string]: unknown;
}

/** What both halves of a sign-in know: kept sealed in the browser in between. */
export interface SignInSecrets {
	readonly redirectUri: string;
	readonly state: string;
	readonly nonce: string;
	/** PKCE with S256 (RFC 7636). */
	readonly codeVerifier: string;
	/** How long ago the user may have proved who they are at most, in seconds. Demands `auth_time` of the ID token. */
	readonly maxAge?: number | undefined;
	/** The private key that the tokens will be bound to (DPoP, RFC 9449). */
	readonly proofKey?: JWK | undefined;
	/** The API that the access token will be for (RFC 8707). */
	readonly resource?: string | undefined;
}

/** Where a browser is to be sent. */
export interface AuthorizationRequest extends SignInSecrets {
	readonly scope: string;
	/** Further parameters as they are sent: `prompt`, `acr_values`, `login_hint`, `access_type`, … */
	readonly parameters?: { readonly [name: string]: string } | undefined;
}

/** A browser that came back. */
export interface CodeExchange extends SignInSecrets {
	/** The query it came with. Anything may be in it. */
	readonly callback: URLSearchParams;
}

/** A provider that users sign in and out at. */
export interface SignInProvider extends TokenProvider {
	readonly clientId: string;

	/** The address to send the browser to, its parameters pushed to the provider where it can (PAR, RFC 9126). */
	authorizationUrl(request: AuthorizationRequest): Promise<string>;

	/**
	 * Checks the authorization response (`state`, `iss` by RFC 9207), spends its code, and validates the ID token: its
	 * signature, `iss`, `aud`, `azp`, `exp`, `nonce`, `auth_time`.
	 *
	 * @throws SignInError whose `reason` is the provider's error code (`access_denied`, `login_required`, …), or says what
	 * is wrong with its answer
	 */
	exchangeCode(exchange: CodeExchange): Promise<{ readonly tokens: TokenResponse; readonly claims: IdTokenClaims }>;

	/** Where it ends its own session (OpenID Connect RP-Initiated Logout 1.0); `null` when it has no such place. */
	endSessionEndpoint(): Promise<string | null>;

	/** The public key of its `jwks_uri` that a token of its names. */
	readonly verificationKey: JWTVerifyGetKey;
}
