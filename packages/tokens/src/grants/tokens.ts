/** `createTokens()`: the tokens behind sessions. */

import { InvalidArgumentError, platformTimers } from "@sojourn/core";
import { tell } from "../events.ts";
import type { TokenResponse } from "../provider/provider.ts";
import { type Context, providerOf } from "./context.ts";
import { describeSet, type GrantInfo } from "./description.ts";
import { granted, type SignInFacts } from "./grant.ts";
import { checkOptions, type TokensOptions } from "./options.ts";
import { type ProvenRequest, proofOf } from "./proof.ts";
import { createRefresh } from "./refresh.ts";
import { revokeGrant } from "./revoke.ts";
import { selectGrant } from "./select.ts";
import { type AccessTokenRequest, createServe, type ServedToken } from "./serve.ts";
import { createSuccessors } from "./successors.ts";
import { lifetime } from "./timing.ts";
import { createTokenSets } from "./token-set.ts";
import { createVault, type TokenSession } from "./vault.ts";

/** A session that can be left. */
export type EndableSession = TokenSession & {
	/** Of a request's session: also expires the cookie. */
	logout?(): Promise<void>;
};

/** Which provider's tokens; all, or the only ones, when left out. */
export interface ProviderChoice {
	readonly provider?: string | undefined;
}

export interface RevokeTokensOptions extends ProviderChoice {
	/** Kept with what is left of the grant, and reported. Default `"revoked"`. */
	readonly reason?: string | undefined;
}

/**
 * The tokens behind the sessions of an application. A session is given as a request has it, or as `sessions.read(id)`
 * gives it to a job.
 */
export interface Tokens {
	/**
	 * Keeps what a provider granted at a sign-in, at once. To be called after `session.login()`, which gives the session its
	 * final id. Tokens of the same provider that were there are replaced.
	 *
	 * @throws ConfigurationError when the schema of session data doesn't let {@link tokensKey} through; TokenRefreshError
	 * when the session has ended; InvalidArgumentError when nothing is stored of it, or the provider isn't configured
	 */
	keep(session: TokenSession, provider: string, response: TokenResponse, facts?: SignInFacts): Promise<void>;

	/**
	 * A valid access token. While it is fresh, that asks neither a store nor the provider. When it is about to expire, it is
	 * refreshed in the background; when it has expired, before this resolves.
	 *
	 * @throws TokenRefreshError whose `advice` says what to do: `"sign-in"` (`no-grant`, `no-refresh-token`,
	 * `invalid_grant`, `session-ended`, or why else the tokens ended), `"retry"` (the provider is down, slow or busy),
	 * `"alert"` (it refuses the application); StoreUnavailableError when the store or the ledger fails;
	 * InvalidArgumentError when several providers' tokens are there and none is named
	 */
	getAccessToken(session: TokenSession, request?: AccessTokenRequest): Promise<ServedToken>;

	/** A proof for one request with a token of the type `DPoP` (RFC 9449, section 7). @throws InvalidArgumentError without a key */
	proof(session: TokenSession, request: ProvenRequest & ProviderChoice): Promise<string>;

	/** What may be shown of a session's tokens: to its user, in logs. */
	describe(session: TokenSession): Promise<readonly GrantInfo[]>;

	/** The newest ID token, for `signOutUrl`; `null` when there is none. */
	idToken(session: TokenSession, choice?: ProviderChoice): Promise<string | null>;

	/**
	 * Revokes tokens at their providers (RFC 7009), and clears them. The session goes on.
	 *
	 * @throws RevocationError when a provider fails; its tokens stay, so that it can be called again
	 */
	revoke(session: TokenSession, options?: RevokeTokensOptions): Promise<void>;

	/**
	 * Revokes all tokens of a session, and ends it. A provider that fails is reported, and the session ends all the same.
	 * A session that is ended otherwise (`session.logout()`, `sessions.end()`, a timeout) takes its tokens with it without
	 * telling the provider, where they live until they expire: nothing can be read of a session after its end.
	 */
	signOut(session: EndableSession): Promise<void>;
}

/**
 * Keeps tokens behind sessions fresh, across processes, and never logs anybody out by accident.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function createTokens<Data extends object>(options: TokensOptions<Data>): Tokens {
	const { sessions, secrets, ledger, report, now = Date.now, timers = platformTimers } = options;
	const settings = checkOptions(options);
	const sets = createTokenSets(secrets, now);
	const vault = createVault(sessions, sets, now);
	const context: Context = { ...settings, vault, ledger, report, now, timers };
	const successors = createSuccessors(ledger, sets);
	const serve = createServe(context, createRefresh(context, sets, successors));

	const select = async (session: TokenSession, provider?: string) => selectGrant(await vault.look(session), provider);

	async function revoke(session: TokenSession, { provider, reason = "revoked" }: RevokeTokensOptions): Promise<void> {
		const held = await vault.look(session);
		if (held === null) return;
		const names = provider === undefined ? [...held.set.grants.keys()] : [provider];
		const owner = { sessionId: held.id, userId: session.userId ?? null };
		const all = names.map((provider) => revokeGrant(context, successors, { ...owner, provider }, reason));
		for (const result of await Promise.allSettled(all)) if (result.status === "rejected") throw result.reason;
	}

	return {
		async keep(session, provider, response, facts = {}) {
			providerOf(context, provider);
			const held = await vault.look(session);
			if (held === null)
				throw new InvalidArgumentError("Nothing is stored of the session: call session.login() first.");
			const at = now();
			const times = lifetime(response.expiresAt, at, settings.refreshBefore, Math.random());
			const grant = granted(response, facts, times);
			const { set } = await vault.change(held.id, held.set, provider, () => grant);
			vault.hold(session, set);
			const { id: sessionId, userId = null } = session;
			tell(report, { type: "token.granted", at, sessionId, userId, details: { provider } });
		},

		getAccessToken: (session, request = {}) => serve(session, request),

		async proof(session, { provider, ...request }) {
			const { grant, provider: name } = await select(session, provider);
			if (grant.proofKey === null)
				throw new InvalidArgumentError(`The tokens of ${name} aren't bound to a key: send them as Bearer tokens.`);
			return proofOf(grant.proofKey, request, now());
		},

		async describe(session) {
			const held = await vault.look(session);
			return held === null ? [] : describeSet(held.set);
		},

		async idToken(session, { provider } = {}) {
			return (await select(session, provider)).grant.idToken;
		},

		revoke: (session, options = {}) => revoke(session, options),

		async signOut(session) {
			await revoke(session, { reason: "logout" }).catch(() => {});
			if (session.logout !== undefined) await session.logout();
			else if (session.id !== null) await sessions.end(session.id, { reason: "logout" });
		},
	};
}
