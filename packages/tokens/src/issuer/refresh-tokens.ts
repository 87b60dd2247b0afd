/** Refresh tokens of one's own, for API clients: each is used once, and a copy is noticed (T2; RFC 9700, section 4.14). */

import {
	ConfigurationError,
	createSealer,
	type Duration,
	InvalidArgumentError,
	type Operations,
	type SealerOptions,
	SessionEndedError,
	SessionNotFoundError,
	type StoredSession,
} from "@sojourn/core";
import { TokenRefreshError } from "../errors.ts";
import type { Report } from "../events.ts";
import { judge, type Progress, type Verdict } from "./lineage.ts";
import { readDuration } from "./options.ts";
import { openRefreshToken, type RefreshToken, sealRefreshToken } from "./refresh-token.ts";
import { type AnySession, requireUser } from "./session-user.ts";
import type { IssueOptions, TokenIssuer } from "./token-issuer.ts";

/** Where in a session's data its chain is. A schema must let it through. */
export const refreshKey = "sojourn:refresh";

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

/** What the next access token is to say. */
export interface RefreshOptions extends Pick<IssueOptions, "claims"> {
	/** Less than was granted, separated by spaces (RFC 6749, section 6). */
	readonly scope?: string | undefined;
	/** Who asks, where that was found out: the token must be theirs. */
	readonly clientId?: string | undefined;
}

/** Why a refresh token is refused. */
export type RefreshProblem =
	/** Not one of ours, changed, or out of time. No store was read. */
	| "unknown"
	/** Another client's. No store was read. */
	| "other-client"
	/** Tokens were issued for the session anew. */
	| "superseded"
	/** It was replaced, and not just now. The session is over. */
	| "reused"
	| "session-ended";

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
	 * @throws TokenRefreshError (`sign-in`, 401), whose `reason` is a {@link RefreshProblem}; InvalidArgumentError: the
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

/** What is kept in a session's data. */
interface Chain extends Progress {
	/** The newest token, sealed for this session alone; `null` while it is the first. */
	readonly newest: string | null;
}

type Data = { readonly [refreshKey]?: Chain };

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

	/** Puts the token's successor in its place, if it is the newest. */
	async function advance(token: RefreshToken) {
		const { sessionId: name, chain } = token;
		const generation = token.generation + 1;
		const expiresAt = ttl === null ? token.expiresAt : now() + ttl;
		const successor = await sealRefreshToken(sealer, { ...token, generation, expiresAt });
		const newest = await sealer.seal(successor, { name });
		let verdict: Verdict = "missing";
		let known: Chain | undefined;
		const session = await update(name, (data) => {
			known = data[refreshKey];
			verdict = judge(token, known, now(), grace);
			if (verdict === "newest") return { chain, generation, rotatedAt: now(), newest };
			// The application threw the chain away, or what was read is behind: the write tells. It doesn't come back.
			return verdict === "missing" ? { chain: chain + 1, generation: 0, rotatedAt: now(), newest: null } : undefined;
		});
		return { session, verdict: verdict as Verdict, known, successor };
	}

	/** Changes the chain, unless there is nothing to change. */
	async function update(sessionId: string, change: (data: Data) => Chain | undefined): Promise<StoredSession<object>> {
		try {
			return await sessions.update(sessionId, (data) => {
				const chain = change(data);
				return chain === undefined ? data : { ...data, [refreshKey]: chain };
			});
		} catch (error) {
			const isOver = error instanceof SessionEndedError || error instanceof SessionNotFoundError;
			throw isOver ? refusal("session-ended", error) : error;
		}
	}

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
			let chain = 1;
			const { data } = await update(sessionId, (data) => {
				chain = (data[refreshKey]?.chain ?? 0) + 1;
				return { chain, generation: 1, rotatedAt: now(), newest: null };
			});
			if (!(refreshKey in data)) {
				throw new ConfigurationError([`The sessions' schema takes "${refreshKey}" out of the data: let it through.`]);
			}
			const refreshToken = await sealRefreshToken(sealer, {
				...{ sessionId, chain, generation: 1, access },
				expiresAt: ttl === null ? end : now() + ttl,
			});
			return { accessToken, refreshToken, expiresAt };
		},

		async refresh(text, { scope, clientId, claims } = {}) {
			const token = await openRefreshToken(sealer, text);
			if (token === null) throw refusal("unknown");
			const { access } = token;
			if (clientId !== undefined && clientId !== access.clientId) throw refusal("other-client");
			if (scope !== undefined) assertNarrower(scope, access.scope);
			const { session, verdict, known, successor } = await advance(token);
			if (verdict === "reused") await endAsReused(session, token);
			if (verdict === "missing") throw refusal("superseded");
			if (verdict === "superseded" || verdict === "reused") throw refusal(verdict);
			const late = verdict === "late" ? await sealer.open(known?.newest ?? "", { name: session.id }) : null;
			if (verdict === "late" && late === null) throw refusal("unknown");
			const { accessToken, expiresAt } = await issuer.issue(session, {
				...access,
				scope: scope ?? access.scope,
				claims,
			});
			return { accessToken, refreshToken: late?.value ?? successor, expiresAt };
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

const sentences: { readonly [problem in RefreshProblem]: string } = {
	unknown: "isn't one of ours, or is out of time",
	"other-client": "was issued to another client",
	superseded: "was issued before others took its place",
	reused: "was used again after it had been replaced, so the session was ended",
	"session-ended": "belongs to a session that is over",
};

function refusal(reason: RefreshProblem, cause?: unknown): TokenRefreshError {
	return new TokenRefreshError(`The refresh token ${sentences[reason]}: log in again.`, {
		advice: "sign-in",
		reason,
		cause,
	});
}
