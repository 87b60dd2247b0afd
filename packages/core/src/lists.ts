/** Operations on many sessions, each offered only when the store has the capability for it. */

import type { Engine } from "./engine.ts";
import { InvalidArgumentError, problem } from "./errors.ts";
import { standing } from "./lifecycle.ts";
import type { EndOptions } from "./operations.ts";
import type { SessionRecord } from "./record.ts";
import { type SessionInfo, sessionInfo } from "./session-info.ts";
import type {
	ListQuery,
	Page,
	ScanQuery,
	SessionScan,
	SessionSweep,
	SweepResult,
	UserIndex,
	UserRef,
} from "./store.ts";
import type { StoreCall } from "./store-call.ts";
import { shardTags } from "./token.ts";

/** Which page of a list. */
export interface ListOptions extends Omit<ListQuery, "limit"> {
	/** How many at most, 1 to 1,000. Default 50. */
	readonly limit?: number;
	/** The id of the session that asks, to be marked `isCurrent`. */
	readonly current?: string | null;
}

/** All sessions of a user. Costs depend on that user's sessions only. */
export interface UserOperations {
	/** The user's live sessions, newest first. Throws InvalidArgumentError for a cursor that isn't one. */
	list(userId: string, options?: ListOptions): Promise<Page<SessionInfo>>;

	/** How many live sessions the user has. */
	count(userId: string): Promise<number>;

	/** Ends all of a user's sessions, or all but one. Gives the ids that it ended. */
	endAll(userId: string, options?: EndOptions & { readonly except?: string | null }): Promise<readonly string[]>;
}

/** All sessions there are, for administrators. */
export interface ScanOperations {
	/** One page, in the store's own order, ended sessions included unless `active` says otherwise. */
	scan(options?: ListOptions & Pick<ScanQuery, "active">): Promise<Page<SessionInfo>>;
}

/** Cleaning up, for stores whose backend expires nothing by itself. */
export interface SweepOperations {
	/**
	 * Ends what has expired, forgets old tombstones: at most `limit` records (default 1,000) in one call, or fewer if the
	 * store sees fit. Call again while the result says `more`.
	 */
	sweep(options?: { readonly limit?: number }): Promise<SweepResult>;
}

export function createUserOperations(engine: Engine, store: UserIndex): UserOperations {
	const { now, emit, ring } = engine;
	const refer = async (id: string): Promise<UserRef> => ({ id, shards: await shardTags(ring, id) });
	return {
		async list(userId, options) {
			const user = await refer(userId);
			return list(engine, options, (query) => store.listByUser(user, query));
		},
		async count(userId) {
			const user = await refer(userId);
			return store.countByUser(user);
		},
		async endAll(userId, { except, reason = "revoked", state = "invalidated" } = {}) {
			const end = { state, reason, at: now() };
			const user = await refer(userId);
			const ended = await store.endByUser(user, end, except ?? undefined);
			for (const id of ended) emit("session.ended", { id, userId }, { end });
			return ended;
		},
	};
}

export function createScanOperations(engine: Engine, store: SessionScan): ScanOperations {
	return { scan: (options) => list(engine, options, (query) => store.scan(query)) };
}

/** @param call waits for the store; what it removed is told also when it answers too late for that */
export function createSweepOperations({ emit }: Engine, store: SessionSweep, call: StoreCall): SweepOperations {
	async function sweep(limit: number): Promise<SweepResult> {
		const result = await store.sweep(limit);
		const { expired, forgotten, more } = result;
		for (const session of expired) emit("session.ended", session, { end: session.end });
		emit("sweep.done", null, { expired: expired.length, forgotten, more });
		return result;
	}

	return { sweep: ({ limit = 1000 } = {}) => call("sweep", () => sweep(limit)) };
}

/** One page, of sessions as they stand. */
async function list(
	{ now, settings }: Engine,
	options: ListOptions & Partial<ScanQuery> = {},
	ask: (query: ScanQuery) => Promise<Page<SessionRecord>>,
): Promise<Page<SessionInfo>> {
	const { limit = 50, current, ...rest } = options;
	if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
		throw new InvalidArgumentError(problem("limit", limit, "a whole number from 1 to 1000"));
	const { items, cursor } = await ask({ ...rest, limit });
	const at = now();
	return { items: items.map((record) => sessionInfo(standing(record, at, settings.clockSkew), current)), cursor };
}
