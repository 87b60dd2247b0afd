/**
 * The refresh of a grant. The rules: one process at a time, by the lock; what happened meanwhile is read first; what is
 * written is conditional on what was read; and a loser never takes anything from a winner.
 */

import { type RefreshReason, type TokenEvent, tell } from "../events.ts";
import type { Lease } from "../ledger/lease.ts";
import type { TokenResponse } from "../provider/provider.ts";
import { alone, type Context, type Owner, providerOf } from "./context.ts";
import { current } from "./current.ts";
import { busy, noGrant, noRefreshToken, providerFailure, reasonOf } from "./failures.ts";
import {
	type AccessToken,
	accessKey,
	accessToken,
	ended,
	type Grant,
	isUnmoved,
	refreshed,
	type Target,
} from "./grant.ts";
import { Rests } from "./rests.ts";
import { createSettle } from "./settle.ts";
import type { Successors } from "./successors.ts";
import { lifetime } from "./timing.ts";
import type { TokenSet, TokenSets } from "./token-set.ts";

/** What is to be refreshed, and why. */
export interface Job extends Owner {
	/** What flights are told apart by. */
	readonly key: string;
	readonly target: Target;
	readonly reason: RefreshReason;
	/** Whether an access token that is there meanwhile will do. */
	suffices(token: AccessToken): boolean;
}

/** How often a grant that turns out to be another one is started over with. */
const maxTurns = 5;

/** @returns what makes a flight of a job: gives a set in which the wanted token is, or throws */
export function createRefresh(context: Context, sets: TokenSets, successors: Successors) {
	const { vault, report, refreshBefore, history, now } = context;
	const settle = createSettle(context, sets, successors);
	const rests = new Rests(now);

	function say({ sessionId, userId }: Owner, event: Pick<TokenEvent, "type" | "details">): void {
		tell(report, { at: now(), sessionId, userId, ...event } as TokenEvent);
	}

	/** Asks the provider. `null`: it says that the refresh token isn't good (RFC 6749, section 5.2). */
	async function spend(job: Job, grant: Grant, lease: Lease): Promise<TokenResponse | null> {
		const { provider, reason, target, key } = job;
		try {
			return await providerOf(context, provider).refresh({
				refreshToken: grant.refreshToken as string,
				resource: target.resource ?? grant.resource ?? undefined,
				scope: target.scope,
				proofKey: grant.proofKey ?? undefined,
				signal: lease.signal,
			});
		} catch (thrown) {
			const error = providerFailure(provider, thrown);
			if (error.reason === "invalid_grant") return null;
			rests.begin(key, error, { at: now(), reason, outcome: error.reason, version: grant.version });
			throw error;
		}
	}

	/** The grant with what the provider gave. */
	function withResponse(job: Job, grant: Grant, key: string, response: TokenResponse): Grant {
		const { reason, target } = job;
		const at = now();
		const times = lifetime(response.expiresAt, at, refreshBefore, Math.random());
		const token = accessToken(response, response.scope ?? target.scope ?? grant.scope, times);
		return refreshed(grant, response, { key, token, reason, at, history, failures: rests.end(job.key) });
	}

	/** Clears the grant, unless it is another one by now. */
	async function giveUp(job: Job, grant: Grant): Promise<void> {
		const { sessionId, provider, reason } = job;
		const set = await current(context, successors, job);
		const at = now();
		const last = { at, reason, outcome: "invalid_grant", version: grant.version + 1 };
		const step = { at, history, failures: [...rests.end(job.key), last] };
		const { written } = await vault.change(sessionId, set, provider, (found) =>
			isUnmoved(found, grant) ? ended(grant, "invalid_grant", step) : null,
		);
		if (written) say(job, { type: "token.grant-ended", details: { provider, reason: "invalid_grant" } });
	}

	async function work(job: Job, lease: Lease): Promise<TokenSet> {
		const { provider, reason } = job;
		for (let turn = 0; turn < maxTurns; turn++) {
			const set = await current(context, successors, job);
			const grant = set.grants.get(provider);
			if (grant === undefined || grant.ended !== null) throw noGrant(provider, grant);
			const key = accessKey(grant, job.target);
			const token = grant.access[key];
			if (token !== undefined && job.suffices(token)) return set;
			if (grant.refreshToken === null) throw noRefreshToken(provider);
			if (lease.lost) break;
			const response = await spend(job, grant, lease);
			if (response === null) {
				await giveUp(job, grant);
				continue;
			}
			const next = withResponse(job, grant, key, response);
			const settled = await settle(job, { set, grant, response, next, key });
			if (settled === null) continue;
			if (settled.state === "stored")
				say(job, { type: "token.refreshed", details: { provider, reason, version: next.version } });
			else say(job, { type: "token.refresh-failed", details: { provider, reason, error: "not-stored" } });
			return settled.set;
		}
		throw busy(provider);
	}

	return async (job: Job): Promise<TokenSet> => {
		const { key, provider, reason } = job;
		rests.assertOver(key);
		try {
			return await alone(context, job, (lease) => work(job, lease));
		} catch (error) {
			say(job, { type: "token.refresh-failed", details: { provider, reason, error: reasonOf(error) } });
			throw error;
		}
	};
}
