/** From a request to its session: find the token, verify it, read the record, judge it, let the plugins vote. */

import { finish } from "./actions.ts";
import { addressOf } from "./client.ts";
import { cookieValues } from "./cookie.ts";
import type { Engine } from "./engine.ts";
import { CrossSiteError, StoreUnavailableError } from "./errors.ts";
import type { RefusalReason } from "./events.ts";
import { judge } from "./lifecycle.ts";
import type { FailurePolicy } from "./options.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import type { SessionRequest } from "./request.ts";
import { validate } from "./schema.ts";
import { type Session, VisitSession } from "./session.ts";
import { sessionInfo } from "./session-info.ts";
import type { FreshRead, SessionStore } from "./store.ts";
import { leave, newVisit, type Visit } from "./visit.ts";

/** How a session is loaded for some routes. */
export interface LoadOptions {
	/** What to do when the store fails; the options of `createSessions` say what is the default. */
	readonly onStoreFailure?: FailurePolicy;
	/** Goes past a cache in front of the store: for sensitive routes. Default `false`. */
	readonly fresh?: boolean;
	/** Says why a request is another site's and to be refused; `null` when it isn't. From {@link createProtection}. */
	readonly crossSite?: (request: SessionRequest) => string | null;
}

/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1); `null` when there is none. */
function bearerToken(request: SessionRequest): string | null {
	return /^bearer +(\S+) *$/i.exec(request.header("authorization") ?? "")?.[1] ?? null;
}

/** Loads the session that the request presents, or an empty one. */
export async function load<Data extends object>(
	engine: Engine,
	request: SessionRequest,
	options: LoadOptions,
): Promise<Session<Data>> {
	const { settings, schema } = engine;
	const { onStoreFailure: policy = settings.onStoreFailure, fresh = false } = options;
	const bearer = settings.bearer ? bearerToken(request) : null;
	// A token in the Authorization header can't have been put there by another site, and the cookie isn't looked at then.
	const refusal = bearer === null ? (options.crossSite?.(request) ?? null) : null;
	if (refusal !== null) {
		engine.emit("request.cross-site", null, { reason: refusal, ip: addressOf(request) });
		throw new CrossSiteError(refusal);
	}
	const visit = newVisit(engine, request, bearer === null ? "cookie" : "bearer", policy);
	try {
		// A client may hold several cookies of the name (an old one of another path): the first that is of use counts.
		const tokens = bearer === null ? cookieValues(request.header("cookie"), settings.cookie.name) : [bearer];
		for (const token of tokens) if (await admit(visit, token, fresh)) break;
		if (visit.record !== null && engine.plugins.length > 0) await vote(visit, visit.record);
	} catch (error) {
		if (policy === "reject" || !(error instanceof StoreUnavailableError)) throw error;
		visit.record = null;
		visit.unavailable = true;
	}
	const session = new VisitSession<Data>(visit);
	if (schema !== undefined) {
		session.data = (await validate(schema, session.data)) as Data;
		visit.base = JSON.stringify(session.data);
	}
	return session;
}

/** Whether the token opens an active session; if not, the visit may learn why. */
async function admit(visit: Visit, text: string, fresh: boolean): Promise<boolean> {
	const { engine, request } = visit;
	const refuse = (reason: RefusalReason, id: string | null): false => {
		engine.emit("session.refused", { id, userId: null }, { reason, ip: addressOf(request) });
		return false;
	};
	const token = await engine.verify(text);
	if (typeof token === "string") return refuse(token, null);
	const { id, secret, secretHash } = token;
	const { now, settings } = engine;
	const store: SessionStore & Partial<FreshRead> = engine.store;
	const judged = (record: SessionRecord | null) => record && judge(record, secretHash, now(), settings.clockSkew);
	let record = fresh && store.readFresh ? null : await store.read(id);
	let judgement = judged(record);
	// A store that may be behind is believed only when it says yes.
	if (store.readFresh && judgement?.verdict !== "active") {
		record = await store.readFresh(id);
		judgement = judged(record);
	}
	if (record === null || judgement === null) return refuse("unknown", id);
	const { verdict, end } = judgement;
	if (verdict === "active") {
		visit.record = record;
		visit.secret = secret;
		visit.secretHash = secretHash;
		visit.oldKey = token.key > 0;
		visit.base = record.data;
		visit.ended = null;
		return true;
	}
	// What reading found is written down, so that nothing brings the session back.
	if (verdict !== "ended") await finish(engine, record, end);
	visit.ended ??= end;
	return refuse(verdict === "reused" ? verdict : "ended", id);
}

async function vote(visit: Visit, record: SessionRecord): Promise<void> {
	const { engine, request } = visit;
	const info = sessionInfo(record, record.id);
	for (const plugin of engine.plugins) {
		const vote = plugin.check && (await plugin.check(info, request));
		if (vote?.verdict === "end") {
			const end: SessionEnd = { state: vote.state ?? "destroyed", reason: vote.reason, at: engine.now() };
			await finish(engine, record, end);
			return leave(visit, end);
		}
		if (vote?.verdict === "step-up" && visit.stepUp === null) {
			visit.stepUp = vote.reason;
			engine.emit("session.step-up", record, { reason: vote.reason });
		}
	}
}
