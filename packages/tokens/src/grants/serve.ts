/** A valid access token: the one that is there, or a refreshed one. */

import type { RefreshReason } from "../events.ts";
import type { Context } from "./context.ts";
import { noGrant, noRefreshToken } from "./failures.ts";
import { createFlights } from "./flights.ts";
import { type AccessToken, accessKey, type Target } from "./grant.ts";
import type { Job } from "./refresh.ts";
import { selectGrant } from "./select.ts";
import { phaseOf } from "./timing.ts";
import type { TokenSet } from "./token-set.ts";
import type { TokenSession } from "./vault.ts";

/** What is asked for. */
export interface AccessTokenRequest extends Target {
	/** The provider's name. May be left out while the session has tokens of one only. */
	readonly provider?: string | undefined;
	/**
	 * The API refused the token: the one that was last given out for this session object isn't given out again. A newer one
	 * that another request got meanwhile will do, and calls that come during a refresh share it. Default `false`.
	 */
	readonly force?: boolean | undefined;
}

/** A token to call an API with. */
export interface ServedToken {
	readonly accessToken: string;
	/** The scheme of the `Authorization` header. `DPoP` wants a proof beside it: `tokens.proof()`. */
	readonly tokenType: AccessToken["type"];
	/** In milliseconds since the epoch; `null`: the provider didn't say. */
	readonly expiresAt: number | null;
	readonly scope: string | null;
}

/** Gives a valid access token. A session object that was given one is known by its identity from then on. */
export type Serve = (session: TokenSession, request: AccessTokenRequest) => Promise<ServedToken>;

/** @param refresh makes a flight of a job: gives a set in which the wanted token is, or throws */
export function createServe({ vault, now }: Context, refresh: (job: Job) => Promise<TokenSet>): Serve {
	const flights = createFlights<TokenSet>();

	/** Whether a token that is found instead will do: one that works, and for a refresh ahead of time, one that isn't due. */
	const sufficient = (reason: RefreshReason, refused: string | undefined) => (token: AccessToken) => {
		const phase = phaseOf(token, now());
		return token.token !== refused && (reason === "proactive" ? phase === "fresh" : phase !== "over");
	};

	return async (session, { force = false, provider: name, ...target }) => {
		let refused: string | undefined;
		for (;;) {
			const { held, provider, grant } = selectGrant(await vault.look(session), name);
			const key = accessKey(grant, target);
			const place = `${grant.id} ${key}`;
			const give = ({ token, type, expiresAt, scope }: AccessToken): ServedToken => {
				held.served.set(place, token);
				return { accessToken: token, tokenType: type, expiresAt, scope };
			};
			const token = grant.access[key];
			if (force) refused ??= held.served.get(place) ?? token?.token;
			const phase = token === undefined || token.token === refused ? "over" : phaseOf(token, now());
			const lasts = phase === "fresh" || (phase === "due" && grant.refreshToken === null);
			if (token !== undefined && lasts) return give(token);
			if (grant.refreshToken === null) throw noRefreshToken(provider);

			const reason = force ? "forced" : phase === "due" ? "proactive" : "expired";
			const line = `${held.id} ${provider}`;
			const { flight, joined } = flights.board(`${line} ${key}`, line, () =>
				refresh({
					...{ sessionId: held.id, userId: session.userId ?? null, provider, target, reason },
					key: `${line} ${key}`,
					suffices: sufficient(reason, refused),
				}),
			);
			if (token !== undefined && phase === "due") return give(token); // in the background, where failures are reported

			const set = await flight;
			if (set.revision > held.set.revision) held.set = set;
			const found = set.grants.get(provider)?.access[key];
			if (found !== undefined && (found.token !== refused || !joined)) return give(found);
			if (!joined) throw noGrant(provider, set.grants.get(provider));
		}
	};
}
