/** Storing what a request changed. Returns at once when there is nothing to store, so that a read-only response isn't held up. */

import { assertCookieCanBeSet, hold } from "./actions.ts";
import { type Changes, findChanges, layOver } from "./changes.ts";
import { clientOf } from "./client.ts";
import type { MaybePromise } from "./crypto/port.ts";
import { StoreUnavailableError } from "./errors.ts";
import { assertJson } from "./json.ts";
import { activity } from "./lifecycle.ts";
import { mint } from "./mint.ts";
import type { SessionEnd, SessionRecord } from "./record.ts";
import { rotationDue, settle, succeed } from "./rotation.ts";
import { validate } from "./schema.ts";
import { hashSecret, signToken, successorOf } from "./token.ts";
import { leave, type Visit } from "./visit.ts";

/**
 * Commits a visit. Can be called again after more changes.
 *
 * @throws InvalidDataError, ConflictError, StoreUnavailableError (as a rejected promise); nothing was half written then
 */
export function commit(visit: Visit): MaybePromise<void> {
	try {
		const changes = changesOf(visit);
		if (changes !== null || isDue(visit)) return store(visit, changes);
	} catch (error) {
		return Promise.reject(error);
	}
}

/** What a handler changed and nobody stored. Throws InvalidDataError for what is no JSON. */
export function changesOf({ base, data }: Visit): Changes | null {
	if (data === null) return null;
	assertJson(data);
	return findChanges(base, data);
}

/** Whether there is something to do although no data was changed. */
function isDue(visit: Visit): boolean {
	const { record, begun } = visit;
	return (
		record !== null && !begun && (visit.oldKey || isTouchDue(visit, record) || dueRotation(visit, record) !== null)
	);
}

function isTouchDue({ engine }: Visit, record: SessionRecord): boolean {
	return engine.now() - record.lastSeenAt >= engine.settings.touchEvery;
}

/** None for a secret that no client has yet; and bearer clients get no successor, since nothing would tell them. */
function dueRotation(
	{ engine, minted, begun, via, secretHash }: Visit,
	record: SessionRecord,
): "succeed" | "settle" | null {
	const due = minted || begun ? null : rotationDue(record, secretHash, engine.now(), engine.settings.rotateEvery);
	return due === "succeed" && via === "bearer" ? null : due;
}

async function store(visit: Visit, changes: Changes | null): Promise<void> {
	const { engine, record } = visit;
	if (changes !== null && engine.schema !== undefined) await validate(engine.schema, visit.data);
	try {
		if (visit.unavailable) drop(visit, changes, "store-unavailable");
		else if (record !== null) await write(visit, record, changes);
		else if (changes !== null) await openAnonymous(visit, changes.after);
	} catch (error) {
		if (visit.policy === "reject" || !(error instanceof StoreUnavailableError)) throw error;
		drop(visit, changes, "store-unavailable");
	}
}

/** The first thing worth keeping of a visitor: only now is there a session. */
async function openAnonymous(visit: Visit, data: string): Promise<void> {
	assertCookieCanBeSet(visit, "commit");
	const { engine, request } = visit;
	hold(visit, await mint(engine, { userId: null, data, auth: null, client: await clientOf(engine, request) }));
	visit.base = data;
}

/** All that is due for a stored session, in one conditional write; a touch if it was only seen. */
async function write(visit: Visit, read: SessionRecord, changes: Changes | null): Promise<void> {
	const { engine, via } = visit;
	const { ring, settings, emit } = engine;
	const { id } = read;
	const at = engine.now();
	const held = visit.secretHash as string;
	const due = dueRotation(visit, read);
	let secret = visit.secret as string;
	let successor = held;
	if (due === "succeed") {
		secret = await successorOf(ring, id, secret);
		successor = await hashSecret(secret);
	}
	const change = (newest: SessionRecord): SessionRecord => {
		let next = newest;
		if (changes !== null) next = { ...next, data: layOver(next.data, changes) };
		if (due === "settle") next = settle(next, held, at + settings.rotationGrace);
		if (due === "succeed") next = succeed(next, held, successor, at);
		return next === newest ? newest : { ...next, lastSeenAt: activity(newest, at) };
	};
	if (changes === null && change(read) === read) {
		if (isTouchDue(visit, read)) await touch(visit, read, at);
	} else {
		const { record, end } = await engine.revise(read, change);
		if (record === null) return drop(visit, changes, "ended", end);
		visit.record = record;
		if (changes !== null) {
			visit.base = changes.after;
			emit("session.updated", record, { keys: [...changes.keys.keys()] });
		}
		if (due === "succeed" && record.secretHash === successor) emit("session.rotated", record, { cause: "periodic" });
	}
	const { record } = visit;
	if (due === "succeed" && record?.secretHash === successor) {
		hold(visit, { record, secret, token: await signToken(ring, id, secret) });
	} else if (visit.oldKey && via === "cookie") {
		visit.send = await signToken(ring, id, visit.secret as string);
	}
	visit.oldKey = false;
}

/** That it was seen is worth no failed request: the store's failure has been told, and the next request tries again. */
async function touch(visit: Visit, record: SessionRecord, now: number): Promise<void> {
	const lastSeenAt = activity(record, now);
	try {
		await visit.engine.store.touch(record.id, lastSeenAt);
		visit.record = { ...record, lastSeenAt };
	} catch {}
}

/** Gives up changes of data, and tells the plugins. */
export function drop(
	visit: Visit,
	changes: Changes | null,
	cause: "ended" | "store-unavailable" | "response-begun",
	end: SessionEnd | null = null,
): void {
	if (changes !== null)
		visit.engine.emit("session.write-dropped", visit.record, { keys: [...changes.keys.keys()], cause });
	if (cause === "ended") leave(visit, end);
	else visit.data = null;
}
