/**
 * The refresh of a grant. The rules: one process at a time, by the lock; what happened meanwhile is read first; what is
 * written is conditional on what was read; and a loser never takes anything from a winner.
 */

import { ConflictError, StoreUnavailableError } from "@sojourn/core";
import { type RefreshReason, type TokenEvent, tell } from "../events.ts";
import type { Lease } from "../ledger/lease.ts";
import { pause } from "../ledger/pause.ts";
import type { TokenResponse } from "../provider/provider.ts";
import { revokeAtProvider } from "./at-provider.ts";
import { alone, type Context, type Owner, providerOf } from "./context.ts";
import { current } from "./current.ts";
import { busy, noGrant, noRefreshToken, providerFailure, reasonOf } from "./failures.ts";
import {
	type AccessToken,
	accessKey,
	accessToken,
	ended,
	type Grant,
	holds,
	isUnmoved,
	refreshed,
	type Target,
} from "./grant.ts";
import { Rests } from "./rests.ts";
import type { Successors } from "./successors.ts";
import { lifetime } from "./timing.ts";
import type { TokenSet, TokenSets } from "./token-set.ts";
import type { Changed } from "./vault.ts";

/** What is to be refreshed, and why. */
export interface Job extends Owner {
	/** What flights are told apart by. */
	readonly key: string;
	readonly target: Target;
	readonly reason: RefreshReason;
	/** Whether an access token that is there meanwhile will do. */
	suffices(token: AccessToken): boolean;
}

/** Pauses between attempts to write what can't be had again, in milliseconds. */
const writePauses = [100, 300, 900];

/** How often a grant that turns out to be another one is started over with. */
const maxTurns = 5;

/** @returns what makes a flight of a job: gives a set in which the wanted token is, or throws */
export function createRefresh(context: Context, sets: TokenSets, successors: Successors) {
	const { vault, report, refreshBefore, history, now, timers } = context;
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

	/** Writes what the provider gave. Gives a set that holds it; `null` when the grant is another one by now. */
	async function settle(job: Job, set: TokenSet, grant: Grant, response: TokenResponse): Promise<TokenSet | null> {
		const { sessionId, provider, reason, target } = job;
		const at = now();
		const key = accessKey(grant, target);
		const times = lifetime(response.expiresAt, at, refreshBefore, Math.random());
		const token = accessToken(response, response.scope ?? target.scope ?? grant.scope, times);
		const failures = rests.end(job.key);
		const next = refreshed(grant, response, { key, token, reason, at, history, failures });
		const successor = await sets.replace(sessionId, set, provider, next);
		await successors.leave(grant, successor);
		const drop = async (why: string): Promise<void> => {
			await successors.forget(grant, successor);
			const { refreshToken, accessToken } = response;
			await revokeAtProvider(context, job, { refreshToken, accessTokens: [accessToken] }, why).catch(() => {});
		};
		let changed: Changed;
		try {
			changed = await persist(() =>
				vault.change(sessionId, set, provider, (now) => (isUnmoved(now, grant) ? next : null)),
			);
		} catch (error) {
			if (reasonOf(error) === "session-ended") {
				await drop("session-ended");
				throw error;
			}
			// This process goes on with it, and the next refresh of any writes it.
			vault.recent.put(sessionId, successor);
			say(job, { type: "token.refresh-failed", details: { provider, reason, error: "not-stored" } });
			return successor;
		}
		const stored = changed.set.grants.get(provider);
		if (!changed.written && !holds(stored, next, key)) {
			// Tokens that nobody holds do no harm; to revoke them could take those that are stored with them (RFC 7009, 2.1).
			if (stored === undefined || stored.ended !== null) await drop("superseded");
			else await successors.forget(grant, successor);
			return null;
		}
		say(job, { type: "token.refreshed", details: { provider, reason, version: next.version } });
		return changed.set;
	}

	/** Tries again while the store fails: what was spent can't be spent again. */
	async function persist(write: () => Promise<Changed>): Promise<Changed> {
		for (const time of writePauses) {
			try {
				return await write();
			} catch (error) {
				if (!(error instanceof StoreUnavailableError || error instanceof ConflictError)) throw error;
				await pause(time, timers);
			}
		}
		return write();
	}

	/** Clears the grant, unless it is another one by now. */
	async function giveUp(job: Job, grant: Grant): Promise<void> {
		const { sessionId, provider, reason } = job;
		const set = await current(context, successors, job);
		const at = now();
		const failures = [{ at, reason, outcome: "invalid_grant", version: grant.version + 1 }];
		const step = { at, history, failures };
		const { written } = await vault.change(sessionId, set, provider, (now) =>
			isUnmoved(now, grant) ? ended(grant, "invalid_grant", step) : null,
		);
		if (written) say(job, { type: "token.grant-ended", details: { provider, reason: "invalid_grant" } });
	}

	async function work(job: Job, lease: Lease): Promise<TokenSet> {
		const { provider } = job;
		for (let turn = 0; turn < maxTurns; turn++) {
			const set = await current(context, successors, job);
			const grant = set.grants.get(provider);
			if (grant === undefined || grant.ended !== null) throw noGrant(provider, grant);
			const token = grant.access[accessKey(grant, job.target)];
			if (token !== undefined && job.suffices(token)) return set;
			if (grant.refreshToken === null) throw noRefreshToken(provider);
			if (lease.lost) break;
			const response = await spend(job, grant, lease);
			if (response === null) await giveUp(job, grant);
			else {
				const settled = await settle(job, set, grant, response);
				if (settled !== null) return settled;
			}
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
