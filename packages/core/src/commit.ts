/**
 * Storing what a request changed, and what its response must carry. Returns at once when there is nothing to store, so
 * that a read-only response isn't held up.
 */

import { hold } from "./actions.ts";
import { type Changes, findChanges, layOver } from "./changes.ts";
import { clientOf } from "./client.ts";
import { expiredCookie, type SetCookie, sessionCookie } from "./cookie.ts";
import type { MaybePromise } from "./crypto/port.ts";
import type { Engine } from "./engine.ts";
import { StoreUnavailableError } from "./errors.ts";
import { assertJson } from "./json.ts";
import { activity } from "./lifecycle.ts";
import { mint } from "./mint.ts";
import type { SessionRecord } from "./record.ts";
import type { Header } from "./request.ts";
import { findSuccessor, isRotationDue, settle, succeed } from "./rotation.ts";
import { validate } from "./schema.ts";
import { signToken } from "./token.ts";
import { leave, type Visit } from "./visit.ts";

/** What the response must carry, as values: the adapter writes them in its framework's way. */
export interface SessionResponse {
	/** Each is a `Set-Cookie` header of its own. */
	readonly cookies: readonly SetCookie[];
	/** Headers that replace those of the same name. */
	readonly headers: readonly Header[];
}

/**
 * Commits a visit. Can be called again after more changes.
 *
 * @throws InvalidDataError, ConflictError, StoreUnavailableError (as a rejected promise); nothing was half written then
 */
export function commit(engine: Engine, visit: Visit): MaybePromise<SessionResponse> {
	try {
		let changes: Changes | null = null;
		if (visit.data !== null) {
			assertJson(visit.data);
			changes = findChanges(visit.base, visit.data);
		}
		if (changes === null && !isDue(engine, visit)) return respond(engine, visit);
		return store(engine, visit, changes).then(() => respond(engine, visit));
	} catch (error) {
		return Promise.reject(error);
	}
}

/** Whether there is something to do although no data was changed. */
function isDue(engine: Engine, visit: Visit): boolean {
	const { record } = visit;
	if (record === null) return false;
	return visit.oldKey || visit.settle || isTouchDue(engine, record) || isRotationDue(engine, visit, record);
}

function isTouchDue({ settings, now }: Engine, record: SessionRecord): boolean {
	return now() - record.lastSeenAt >= settings.touchEvery;
}

async function store(engine: Engine, visit: Visit, changes: Changes | null): Promise<void> {
	if (changes !== null && engine.schema !== undefined) await validate(engine.schema, visit.data);
	if (visit.unavailable) return drop(engine, visit, changes, "store-unavailable");
	try {
		if (visit.record !== null) await write(engine, visit, visit.record, changes);
		else if (changes !== null) await openAnonymous(engine, visit, layOver("{}", changes));
	} catch (error) {
		if (visit.policy === "reject" || !(error instanceof StoreUnavailableError)) throw error;
		drop(engine, visit, changes, "store-unavailable");
	}
}

/** The first thing worth keeping of a visitor: only now is there a session. */
async function openAnonymous(engine: Engine, visit: Visit, data: string): Promise<void> {
	const { record, secret, token } = await mint(engine, {
		userId: null,
		data,
		auth: null,
		client: clientOf(visit.request),
	});
	hold(visit, record, secret, token);
	visit.base = data;
	visit.clear = false;
}

/** All that is due for a stored session, in one conditional write; a touch if it was only seen. */
async function write(engine: Engine, visit: Visit, record: SessionRecord, changes: Changes | null): Promise<void> {
	const { now, settings, emit } = engine;
	const { id, userId } = record;
	const at = now();
	const held = visit.secretHash as string;
	const successor = isRotationDue(engine, visit, record)
		? await findSuccessor(engine, id, visit.secret as string)
		: null;
	const change = (newest: SessionRecord): SessionRecord => {
		let next = newest;
		if (changes !== null) next = { ...next, data: layOver(next.data, changes) };
		if (visit.settle) next = settle(next, held, at + settings.rotationGrace);
		if (successor !== null) next = succeed(next, held, successor.hash, at);
		return next === newest ? newest : { ...next, lastSeenAt: activity(newest, at) };
	};
	if (change(record) === record) {
		if (isTouchDue(engine, record)) await touch(engine, visit, record, at);
	} else {
		const revision = await engine.revise(record, change);
		if (revision.record === null) {
			drop(engine, visit, changes, "ended");
			visit.ended = revision.end;
			return;
		}
		visit.record = revision.record;
		visit.settle = false;
		if (changes !== null) {
			visit.base = JSON.stringify(visit.data);
			emit({ type: "session.updated", sessionId: id, userId, keys: [...changes.keys()] });
		}
		if (successor?.hash === revision.record.secretHash)
			emit({ type: "session.rotated", sessionId: id, userId, cause: "periodic" });
	}
	if (successor !== null && successor.hash === visit.record?.secretHash) {
		hold(visit, visit.record, successor.secret, await signToken(engine.ring, id, successor.secret));
	} else if (visit.oldKey && visit.via === "cookie") {
		visit.send = await signToken(engine.ring, id, visit.secret as string);
	}
	visit.oldKey = false;
}

/** That it was seen is worth no failed request: the store's failure has been told, and the next request tries again. */
async function touch({ call, store }: Engine, visit: Visit, record: SessionRecord, now: number): Promise<void> {
	const lastSeenAt = activity(record, now);
	try {
		await call("touch", () => store.touch(record.id, lastSeenAt));
		visit.record = { ...record, lastSeenAt };
	} catch {}
}

function drop({ emit }: Engine, visit: Visit, changes: Changes | null, cause: "ended" | "store-unavailable"): void {
	const { record } = visit;
	if (changes !== null) {
		const about = { sessionId: record?.id ?? null, userId: record?.userId ?? null };
		emit({ type: "session.write-dropped", ...about, keys: [...changes.keys()], cause });
	}
	if (cause === "ended") leave(visit);
	else visit.data = null;
}

function respond({ settings, now, personal, farewell }: Engine, visit: Visit): SessionResponse {
	const { record, send, clear } = visit;
	const cookies: SetCookie[] = [];
	if (send !== null && record !== null) {
		const maxAge = Math.max(0, Math.ceil((record.expiresAt - now()) / 1000));
		cookies.push(sessionCookie(settings.cookie, send, settings.cookie.persistent ? maxAge : undefined));
	} else if (clear && visit.via === "cookie") {
		cookies.push(expiredCookie(sessionCookie(settings.cookie, "")));
	}
	if (clear) return { cookies, headers: [...personal, ...farewell] };
	return { cookies, headers: cookies.length > 0 || (record !== null && record.userId !== null) ? personal : none };
}

const none: readonly Header[] = [];
