/** Refresh tokens of one's own, for API clients: each is used once, and a copy is noticed (T2; RFC 9700, section 4.14). */

import {
	ConfigurationError,
	createSealer,
	type Duration,
	InvalidArgumentError,
	type Operations,
	type SealerOptions,
	type StoredSession,
} from "@sojourn/core";
import type { Report } from "../events.ts";
import { createChains } from "./chain.ts";
import type { Verdict } from "./lineage.ts";
import { readDuration } from "./options.ts";
import { type RefreshProblem, refusal } from "./refresh-problem.ts";
import { openRefreshToken, type RefreshToken } from "./refresh-token.ts";
import { type AnySession, requireUser } from "./session-user.ts";
import type { IssueOptions, TokenIssuer } from "./token-issuer.ts";

export interface RefreshTokensOptions extends Pick<SealerOptions, "secrets"> {
	/** From `createSessions()`. A chain lives in its session's data, and ends with the session. */
	readonly sessions: Pick<Operations<object>, "update" | "end">;
	/** Issues the access tokens. */
	readonly issuer: TokenIssuer;
	/**
	 * For how long after its rotation a token is still good for the one that replaced it: for requests made at once, and for
	 * answers that got lost. Never longer, however often it is used. Default 5 minutes.
	 */
	readonly grace?: Duration;
	/** How long a token that isn't used stays good. Default: until the session's absolute end. */
	readonly ttl?: Duration;
	/** Told when a token is used again that was replaced. */
	readonly report?: Report;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** What a token endpoint answers with (RFC 6749, section 5.1). Neither token may be logged. */
export interface TokenPair {
	readonly accessToken: string;
	readonly refreshToken: string;
	/** When the access token expires, in milliseconds since the epoch. */
	readonly expiresAt: number;
}

/** What the next access token is to say, beside what was granted. Claims that were given before aren't kept. */
export interface RefreshOptions extends Pick<IssueOptions, "claims"> {
	/** Less than was granted, separated by spaces (RFC 6749, section 6). */
	readonly scope?: string | undefined;
	/** Who asks, where that was found out: the token must be theirs. */
	readonly clientId?: string | undefined;
}

export interface RefreshTokens {
	/**
	 * Begins the chain of a session, in place of the one it had.
	 *
	 * @throws as `TokenIssuer.issue`; ConfigurationError when the sessions' schema takes the chain out of the data
	 */
	issue(session: AnySession, options?: IssueOptions): Promise<TokenPair>;

	/**
	 * Spends a refresh token: gives an access token, and the refresh token that takes its place. All who present the same
	 * token within the grace period are given the same one.
	 *
	 * @throws TokenRefreshError (`sign-in`, 401), whose `reason` is a `RefreshProblem`; InvalidArgumentError: the
	 * scope is more than was granted; StoreUnavailableError (503) and ConflictError (409): try again
	 */
	refresh(refreshToken: string, options?: RefreshOptions): Promise<TokenPair>;

	/**
	 * Ends the session that a refresh token belongs to, and with it all that was issued for it (RFC 7009, section 2.1).
	 *
	 * @returns `false` when the token isn't one of ours, or the session was over
	 */
	revoke(refreshToken: string): Promise<boolean>;
}

/**
 * Makes {@link RefreshTokens}. A session has one chain, so each client needs a session of its own.
 *
 * @throws ConfigurationError naming everything that is wrong with the options
 */
export function createRefreshTokens(options: RefreshTokensOptions): RefreshTokens {
	const { sessions, secrets, issuer, report = () => {}, now = Date.now } = options;
	const problems: string[] = [];
	const grace = readDuration(problems, "grace", options.grace ?? "5m", 1000);
	const ttl = options.ttl === undefined ? null : readDuration(problems, "ttl", options.ttl, 1000);
	if (problems.length > 0) throw new ConfigurationError(problems);
	const sealer = createSealer({ secrets, purpose: "refresh-token", now });
	const chains = createChains({ sessions, sealer, grace, now });

	/** Until when a token that is issued now is good. */
	const expiry = (end: number) => (ttl === null ? end : now() + ttl);

	async function endAsReused({ id, userId }: StoredSession<object>, { generation }: RefreshToken): Promise<void> {
		if (!(await sessions.end(id, { state: "destroyed", reason: "token-reuse" }))) return;
		try {
			report({ type: "token.reused", at: now(), sessionId: id, userId, details: { generation } });
		} catch {
			// the listener's own concern
		}
	}

	return {
		async issue(session, { claims, ...access } = {}) {
			const { id: sessionId, expiresAt: end } = requireUser(session, now());
			const { accessToken, expiresAt } = await issuer.issue(session, { ...access, claims });
			const refreshToken = await chains.begin({ sessionId, access, expiresAt: expiry(end) });
			return { accessToken, refreshToken, expiresAt };
		},

		async refresh(text, { scope, clientId, claims } = {}) {
			const token = await openRefreshToken(sealer, text);
			if (token === null) throw refusal("unknown");
			const { access } = token;
			if (clientId !== undefined && clientId !== access.clientId) throw refusal("other-client");
			if (scope !== undefined) assertNarrower(scope, access.scope);
			const { verdict, session, successor } = await chains.advance(token, expiry(token.expiresAt));
			if (verdict === "reused") await endAsReused(session, token);
			if (successor === null) throw refusal(refusals[verdict]);
			const issued = await issuer.issue(session, { ...access, scope: scope ?? access.scope, claims });
			return { accessToken: issued.accessToken, refreshToken: successor, expiresAt: issued.expiresAt };
		},

		async revoke(text) {
			const token = await openRefreshToken(sealer, text);
			return token !== null && sessions.end(token.sessionId);
		},
	};
}

function assertNarrower(scope: string, granted = ""): void {
	const all = granted.split(" ");
	if (scope.split(" ").every((name) => all.includes(name))) return;
	throw new InvalidArgumentError("The scope is more than was granted: ask for less, or have the user log in again.");
}

/** Why a token has no successor for its holder. */
const refusals: { readonly [verdict in Verdict]: RefreshProblem } = {
	newest: "unknown",
	late: "unknown", // the secret that the successor was sealed under is gone
	reused: "reused",
	superseded: "superseded",
	missing: "superseded",
};
