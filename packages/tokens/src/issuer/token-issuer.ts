/** Issues access tokens of one's own, each for a session (T9). */

import { ConfigurationError, type Duration, InvalidArgumentError } from "@sojourn/core";
import { type JWTPayload, SignJWT } from "jose";
import { type AccessTokenClaims, accessTokenType, ownClaims } from "./access-token.ts";
import { audienceProblems, issuerProblems, readDuration } from "./options.ts";
import { type AnySession, requireUser } from "./session-user.ts";
import type { SigningKeys } from "./signing-keys.ts";

export interface TokenIssuerOptions {
	/** Who issues: the `https` address of the application (RFC 8414, section 2). */
	readonly issuer: string;
	/** The API, or the APIs, that accept the tokens, unless {@link IssueOptions} says another. */
	readonly audience: string | readonly string[];
	readonly keys: SigningKeys;
	/**
	 * How long a token lives: how long an ended session can still be used where nobody looks. Never beyond the session's
	 * own end. Default 10 minutes.
	 */
	readonly ttl?: Duration;
	/** The client that tokens are for, unless {@link IssueOptions} says another. Default: the issuer. */
	readonly clientId?: string;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** What a token is to say. */
export interface IssueOptions {
	readonly audience?: string | readonly string[] | undefined;
	/** What it is good for, separated by spaces (RFC 6749, section 3.3). */
	readonly scope?: string | undefined;
	readonly clientId?: string | undefined;
	/** Further claims. Everybody who sees the token can read them. */
	readonly claims?: { readonly [name: string]: unknown } | undefined;
}

/** A token, and what is known of it. */
export interface IssuedToken {
	/** A bearer credential: never log it. */
	readonly accessToken: string;
	/** Its `jti`, by which it can be revoked. */
	readonly id: string;
	/** In milliseconds since the epoch. */
	readonly expiresAt: number;
}

export interface TokenIssuer {
	/**
	 * Issues an access token for the session of a user (RFC 9068).
	 *
	 * @throws SessionRequiredError or one of its subclasses (401): nobody is logged in, or the session is over;
	 * InvalidArgumentError: a claim is the issuer's own to say; TokenError (`retry`) when there is no key to be had
	 */
	issue(session: AnySession, options?: IssueOptions): Promise<IssuedToken>;
}

/**
 * Makes a {@link TokenIssuer}.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function createTokenIssuer(options: TokenIssuerOptions): TokenIssuer {
	const { issuer, audience, keys, clientId = issuer, now = Date.now } = options;
	const problems = [...issuerProblems(issuer), ...audienceProblems(audience)];
	const ttl = readDuration(problems, "ttl", options.ttl ?? "10m", 1000);
	if (ttl > keys.longestTtl) problems.push(`ttl is longer than keys verify, ${keys.longestTtl} ms: shorten it.`);
	if (problems.length > 0) throw new ConfigurationError(problems);

	return {
		async issue(session, request = {}) {
			const at = now();
			const { id: sid, userId, expiresAt, auth } = requireUser(session, at);
			const expiry = Math.floor(Math.min(at + ttl, expiresAt) / 1000);
			const claims: AccessTokenClaims = {
				...furtherClaims(request),
				iss: issuer,
				sub: userId,
				aud: audienceClaim(request.audience ?? audience),
				exp: expiry,
				iat: Math.floor(at / 1000),
				jti: crypto.randomUUID(),
				client_id: request.clientId ?? clientId,
				sid,
				...(auth && { auth_time: Math.floor(auth.at / 1000), acr: `${auth.level}`, amr: [...auth.methods] }),
				...(request.scope !== undefined && { scope: request.scope }),
			};
			const { kid, algorithm, privateKey } = await keys.current();
			const header = { alg: algorithm, typ: accessTokenType, kid };
			const accessToken = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
			return { accessToken, id: claims.jti, expiresAt: expiry * 1000 };
		},
	};
}

function furtherClaims({ claims = {} }: IssueOptions): JWTPayload {
	const taken = Object.keys(claims).filter((name) => ownClaims.includes(name));
	if (taken.length === 0) return claims;
	throw new InvalidArgumentError(`These claims are the issuer's own to say: ${taken.join(", ")}. Leave them out.`);
}

/** One audience as text: not every verifier expects a list. */
function audienceClaim(audience: string | readonly string[]): string | string[] {
	const [first, ...others] = [audience].flat();
	return first === undefined || others.length > 0 ? [audience].flat() : first;
}
