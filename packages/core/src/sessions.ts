/** `createSessions()`: the one entry, which puts the parts together. */

import * as platform from "#crypto";
import { commit } from "./commit.ts";
import type { MaybePromise } from "./crypto/port.ts";
import { type AnySessions, createEmitter, type Engine, engineKey } from "./engine.ts";
import { createKeyRing } from "./key-ring.ts";
import {
	createScanOperations,
	createSweepOperations,
	createUserOperations,
	type ScanOperations,
	type SweepOperations,
	type UserOperations,
} from "./lists.ts";
import { type LoadOptions, load } from "./load.ts";
import { createOperations, type Operations } from "./operations.ts";
import { resolveOptions, type SessionOptions } from "./options.ts";
import { platformTimers } from "./platform.ts";
import type { SessionRequest } from "./request.ts";
import { respond, type SessionResponse } from "./respond.ts";
import { createRevise } from "./revise.ts";
import { type Session, type SessionData, type VisitSession, visitOf } from "./session.ts";
import {
	type CompleteStore,
	can,
	type SessionScan,
	type SessionStore,
	type SessionSweep,
	type UserIndex,
} from "./store.ts";
import { createStoreCall, guardStore } from "./store-call.ts";
import { createVerifier } from "./verifier.ts";

/** What an adapter knows of the response that is about to begin. */
export interface CommitOptions {
	/** The HTTP status. With 500 and above the handler failed, and its changes of data are given up. */
	readonly status?: number;
}

/** What adapters call, in this order. */
export interface RequestOperations<Data extends object> {
	/**
	 * The session of the request; an empty one for a visitor without. Never throws for anything a client sends, but for a
	 * cross-site request.
	 *
	 * @throws CrossSiteError (403), StoreUnavailableError (503) unless the policy is `"anonymous"`
	 */
	load(request: SessionRequest, options?: LoadOptions): Promise<Session<Data>>;

	/**
	 * Stores what was changed, and says what the response that begins now must carry. To be called once, before its first
	 * byte. Answers at once, without a promise, when there is nothing to store.
	 *
	 * @throws InvalidDataError, ConflictError, StoreUnavailableError (as a rejected promise); nothing was written then
	 */
	commit(session: Session<Data>, response?: CommitOptions): MaybePromise<SessionResponse>;
}

/** The sessions of an application. What a store can't do isn't there. */
export type Sessions<
	Data extends object = SessionData,
	Store extends SessionStore = CompleteStore,
> = RequestOperations<Data> &
	Operations<Data> &
	AnySessions &
	(Store extends UserIndex ? UserOperations : unknown) &
	(Store extends SessionScan ? ScanOperations : unknown) &
	(Store extends SessionSweep ? SweepOperations : unknown);

/**
 * The sessions of an application.
 *
 * `Data` is the type of the session data; with a `schema` it is inferred. When `Data` is given and the store lacks a
 * capability, name the store's type too: `createSessions<Data, typeof store>({ … })`.
 *
 * @throws ConfigurationError naming everything that is unsafe or contradictory in the options
 */
export function createSessions<Data extends object = SessionData, Store extends SessionStore = CompleteStore>(
	options: SessionOptions<Data, Store>,
): Sessions<Data, Store> {
	const settings = resolveOptions(options);
	const { schema, plugins = [], locate, now = Date.now, timers = platformTimers } = options;
	const randomBytes = options.randomBytes ?? platform.randomBytes;
	const emit = createEmitter(plugins, now);
	const { storeTimeout: timeout } = settings;
	const call = createStoreCall(timeout, timers, (operation, error) => emit("store.failed", null, { operation, error }));
	const store = guardStore(options.store, call);
	const callQuietly = createStoreCall(timeout, timers, () => {});
	const ring = createKeyRing(options.secrets);
	const engine: Engine = {
		settings,
		store,
		revise: createRevise({
			store,
			timeout,
			timers,
			conflict: (record, attempt) => emit("session.conflict", record, { attempt }),
		}),
		ring,
		verify: createVerifier(ring),
		schema,
		plugins,
		locate: async (ip) =>
			locate === undefined ? null : callQuietly("locate", async () => locate(ip)).catch(() => null),
		now,
		randomBytes,
		emit,
	};
	const requests: RequestOperations<Data> = {
		load: (request, options = {}) => load<Data>(engine, request, options),

		commit(session, { status = 200 } = {}) {
			if (status >= 500) session.discard();
			const visit = (session as VisitSession<Data>)[visitOf];
			const stored = commit(visit);
			return stored instanceof Promise ? stored.then(() => respond(visit)) : respond(visit);
		},
	};

	return Object.assign(
		{ [engineKey]: engine },
		requests,
		createOperations<Data>(engine),
		can<UserIndex>(store, "listByUser") && createUserOperations(engine, store),
		can<SessionScan>(store, "scan") && createScanOperations(engine, store),
		can<SessionSweep>(options.store, "sweep") && createSweepOperations(engine, options.store, call),
	) as unknown as Sessions<Data, Store>;
}
