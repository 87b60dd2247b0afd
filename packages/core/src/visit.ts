/** What one request knows of its session and has done to it so far: the state behind a {@link Session}. */

import type { Engine } from "./engine.ts";
import type { FailurePolicy } from "./options.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import type { SessionRequest } from "./request.ts";

export interface Visit {
	readonly engine: Engine;
	readonly request: SessionRequest;
	/** Where the token came from, and so where a new one goes. */
	via: "cookie" | "bearer";
	readonly policy: FailurePolicy;
	/** The session's record as last read or written; `null`: nothing is stored. */
	record: SessionRecord | null;
	/** The secret this request holds, and its hash. */
	secret: string | null;
	secretHash: string | null;
	/** Whether the secret was minted by this very request, so that no client has it yet. */
	minted: boolean;
	/** Whether the presented token's check is under an old key. */
	oldKey: boolean;
	/** The token to hand to the client with the response. */
	send: string | null;
	/** Whether the client's cookie is to be expired. */
	clear: boolean;
	/** The data as JSON text, as the handler was given it. */
	base: string;
	/** The data in the handler's hands; `null` until it is asked for. */
	data: Record<string, unknown> | null;
	/** Why the presented session can't be used. */
	ended: SessionEnd | null;
	/** Why a plugin wants a fresh login. */
	stepUp: string | null;
	/** Whether the store failed, and the request goes on without a session. */
	unavailable: boolean;
	/** Whether the response has begun, so that no cookie reaches the client any more. */
	begun: boolean;
}

/** The visit of someone without a session. */
export function newVisit(engine: Engine, request: SessionRequest, via: Visit["via"], policy: FailurePolicy): Visit {
	return {
		engine,
		request,
		via,
		policy,
		record: null,
		secret: null,
		secretHash: null,
		minted: false,
		oldKey: false,
		send: null,
		clear: false,
		base: "{}",
		data: null,
		ended: null,
		stepUp: null,
		unavailable: false,
		begun: false,
	};
}

/** Leaves the session: what follows in this request is someone without one. Changes not yet committed go with it. */
export function leave(visit: Visit, ended: SessionEnd | null = null): void {
	const { engine, request, via, policy, begun } = visit;
	Object.assign(visit, newVisit(engine, request, via, policy), { ended, begun });
}
