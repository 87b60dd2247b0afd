/** Signing in with OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 1.0; RFC 9700, section 2.1). */

import { type LoginOptions, milliseconds } from "@sojourn/core";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import { generateRandomCodeVerifier, generateRandomNonce, generateRandomState } from "oauth4webapi";
import { noStore, type Redirect } from "../answer.ts";
import { SignInError, TokenError } from "../errors.ts";
import type { TokenResponse } from "../provider/provider.ts";
import type { IdTokenClaims } from "../provider/sign-in-provider.ts";
import { assuranceOf } from "./assurance.ts";
import { type BeginOptions, checkOptions, parametersOf, type SignInOptions } from "./options.ts";
import { pathOf } from "./return-to.ts";
import { createTransactions, newState, type Transaction } from "./transactions.ts";

/** A browser that came back from the provider. */
export interface Callback {
	/** The request's address, whole or from its path on. */
	readonly url: string;
	/** The request's `Cookie` header. */
	readonly cookieHeader: string | undefined;
}

/** Who signed in, and what the provider granted. `location` is where the user wanted to go. */
export interface SignedIn extends Redirect, Required<Pick<LoginOptions, "methods" | "level">> {
	/** Of the ID token, validated. `iss` and `sub` together name the user. */
	readonly claims: IdTokenClaims;
	/** For `tokens.keep(session, "acme", signedIn.tokens, signedIn)`. */
	readonly tokens: TokenResponse;
	/** The ID token's `sub`. */
	readonly subject: string;
	/** The private key that the tokens are bound to; `null` when they aren't. */
	readonly proofKey: JWK | null;
	/** The API that the access token is for, if one was named. */
	readonly resource: string | undefined;
	/** What was asked for. `tokens.scope` is what was granted, where the provider says so. */
	readonly scope: string;
}

/** Sign-ins at one provider. */
export interface SignIn {
	/**
	 * Begins a sign-in: where to send the browser, and the cookies to set. The browser has ten minutes.
	 *
	 * @throws SignInError when the provider can't be reached; InvalidArgumentError when `maxAge` is no duration
	 */
	begin(options?: BeginOptions): Promise<Redirect>;

	/**
	 * Completes it, once: checks that this browser began it, spends the code, validates the ID token. Nobody is logged in by
	 * that: call `session.login(userId, { methods, level })`, which gives the session a new secret.
	 *
	 * @throws SignInError, whatever comes in. Its `reason` is the provider's error code (`access_denied`, `login_required`,
	 * …), or `not-begun` (not by this browser, or too long ago), `replayed`, `acr` (none of those asked for), or what is
	 * wrong with the provider's answer. StoreUnavailableError when the ledger fails.
	 */
	complete(callback: Callback): Promise<SignedIn>;
}

const ttl = 10 * 60_000;

/**
 * Signs users in at a provider.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function createSignIn(options: SignInOptions): SignIn {
	const { provider, redirectUri, ledger, scope = "openid", dpop = false, levels = {} } = options;
	const { secrets, development = false, now = Date.now } = options;
	const { name = development ? "sign-in" : "__Host-Http-sign-in" } = options;
	checkOptions(options);
	// A transaction begun at one provider means nothing to another (RFC 9700, section 4.4).
	const purpose = `sign-in ${provider.issuer} ${provider.clientId} ${redirectUri}`;
	const transactions = createTransactions({ name, purpose, secrets, ttl, development, now });

	/** The transaction, if it is this browser's and wasn't completed before. */
	async function claim(state: string, header: string | undefined): Promise<Transaction> {
		const transaction = await transactions.find(state, header);
		if (transaction === null)
			throw refusal("not-begun", "This browser began no such sign-in, or too long ago: begin again.");
		// Past its expiry, the seal opens for as long as clocks may differ.
		if (!(await ledger.put(`sign-in:${state}`, "1", null, 2 * ttl)))
			throw refusal("replayed", "The sign-in was completed before: begin again.");
		return transaction;
	}

	return {
		async begin(options = {}) {
			const { cookieHeader, maxAge, acrValues, resource } = options;
			const transaction: Transaction = {
				state: newState(now(), generateRandomState()),
				nonce: generateRandomNonce(),
				codeVerifier: generateRandomCodeVerifier(),
				maxAge: maxAge === undefined ? undefined : Math.floor(milliseconds(maxAge) / 1000),
				proofKey: dpop ? await newProofKey() : undefined,
				returnTo: pathOf(options.returnTo),
				acrValues,
				resource,
			};
			const parameters = parametersOf(options);
			const location = await provider.authorizationUrl({ ...transaction, redirectUri, scope, parameters });
			return { location, cookies: await transactions.keep(transaction, cookieHeader), headers: [noStore] };
		},

		async complete({ url, cookieHeader }) {
			const callback = queryOf(url);
			const state = callback.get("state") ?? "";
			const cookies = transactions.forget(state, cookieHeader);
			let returnTo = "/";
			try {
				const { acrValues, ...secrets } = await claim(state, cookieHeader);
				returnTo = secrets.returnTo;
				const { tokens, claims } = await provider.exchangeCode({ ...secrets, redirectUri, callback });
				if (acrValues !== undefined && !acrValues.includes(claims.acr ?? ""))
					throw refusal("acr", `The user didn't sign in by ${acrValues.join(" or ")}: begin again.`);
				return {
					...{ claims, tokens, scope, subject: claims.sub },
					...assuranceOf(claims, levels),
					proofKey: tokens.tokenType === "DPoP" ? (secrets.proofKey ?? null) : null,
					resource: secrets.resource,
					...{ location: returnTo, cookies, headers: [noStore] },
				};
			} catch (error) {
				if (!(error instanceof TokenError)) throw error;
				const { message, advice, reason, cause, retryAfter } = error;
				throw new SignInError(message, { advice, reason, cause, retryAfter, cookies, returnTo });
			}
		},
	};
}

function refusal(reason: string, message: string): SignInError {
	return new SignInError(message, { advice: "sign-in", reason });
}

/** The query of an address; an empty one if it is none. */
function queryOf(url: string): URLSearchParams {
	const base = "http://self.invalid";
	return URL.canParse(url, base) ? new URL(url, base).searchParams : new URLSearchParams();
}

/** A key of its own for the tokens of one sign-in. */
async function newProofKey(): Promise<JWK> {
	const { privateKey } = await generateKeyPair("ES256", { extractable: true });
	return exportJWK(privateKey);
}
