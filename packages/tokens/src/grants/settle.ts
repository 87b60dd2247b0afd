/** Writing down what a provider gave: conditional on what was read, and with nothing of it lost or left lying about. */

import { ConflictError, StoreUnavailableError } from "@sojourn/core";
import { pause } from "../ledger/pause.ts";
import type { TokenResponse } from "../provider/provider.ts";
import { revokeAtProvider } from "./at-provider.ts";
import type { Context, Owner } from "./context.ts";
import { reasonOf } from "./failures.ts";
import { type Grant, holds, isUnmoved } from "./grant.ts";
import type { Successors } from "./successors.ts";
import type { TokenSet, TokenSets } from "./token-set.ts";
import type { Changed } from "./vault.ts";

/** What a refresh brought. */
export interface Brought {
	/** What was read before, and the grant in it that was spent. */
	readonly set: TokenSet;
	readonly grant: Grant;
	readonly response: TokenResponse;
	/** The grant as it is with the response. */
	readonly next: Grant;
	/** What its new access token is kept by. */
	readonly key: string;
}

/**
 * What became of it. `stored`: it is in the session. `held`: the store fails; this process goes on with it, and the next
 * refresh of any writes it. `null`: the grant is another one by now.
 */
export type Settled = { readonly set: TokenSet; readonly state: "stored" | "held" } | null;

/** Pauses between attempts to write what can't be had again, in milliseconds. */
const pauses = [100, 300, 900];

/** @returns what settles; it throws TokenRefreshError when the session ended meanwhile */
export function createSettle(context: Context, sets: TokenSets, successors: Successors) {
	const { vault, timers } = context;

	/** Tries again while the store fails. */
	async function persist(write: () => Promise<Changed>): Promise<Changed> {
		for (const time of pauses) {
			try {
				return await write();
			} catch (error) {
				if (!(error instanceof StoreUnavailableError || error instanceof ConflictError)) throw error;
				await pause(time, timers);
			}
		}
		return write();
	}

	return async (owner: Owner, { set, grant, response, next, key }: Brought): Promise<Settled> => {
		const { sessionId, provider } = owner;
		const successor = await sets.replace(sessionId, set, provider, next);
		await successors.leave(grant, successor);

		/** Failure is reported, and no more can be done about it. */
		async function discard(why: string): Promise<void> {
			const { refreshToken, accessToken } = response;
			await revokeAtProvider(context, owner, { refreshToken, accessTokens: [accessToken] }, why).catch(() => {});
		}

		let changed: Changed;
		try {
			changed = await persist(() =>
				vault.change(sessionId, set, provider, (found) => (isUnmoved(found, grant) ? next : null)),
			);
		} catch (error) {
			if (reasonOf(error) === "session-ended") {
				await successors.forget(grant, successor);
				await discard("session-ended");
				throw error;
			}
			vault.recent.put(sessionId, successor);
			return { set: successor, state: "held" };
		}
		const stored = changed.set.grants.get(provider);
		if (changed.written || holds(stored, next, key)) return { set: changed.set, state: "stored" };
		await successors.forget(grant, successor);
		// Where tokens are stored, ours are only dropped: to revoke them could take the others with them (RFC 7009, section 2.1).
		if (stored === undefined || stored.ended !== null) await discard("superseded");
		return null;
	};
}
