/** Login, logout, rotation and ending: what takes effect when it is called, not at the end of the request. */

import { clientOf } from "./client.ts";
import type { Engine } from "./engine.ts";
import {
	endedError,
	InvalidArgumentError,
	type SessionEndedError,
	SessionNotFoundError,
	StoreUnavailableError,
} from "./errors.ts";
import { assertJson } from "./json.ts";
import { activity } from "./lifecycle.ts";
import { loginEvent, mint } from "./mint.ts";
import type { Authentication, EndReason, EndState, SessionEnd, SessionRecord } from "./record.ts";
import { isReplaceable } from "./rotation.ts";
import { hashSecret, newSecret, signToken } from "./token.ts";
import { leave, type Visit } from "./visit.ts";

/** How the user proved who they are. */
export interface LoginOptions {
	/** Authentication method references, such as `["pwd", "otp"]` (RFC 8176). */
	readonly methods?: readonly string[];
	/** Assurance level, higher is stronger. Default 1. */
	readonly level?: number;
	/** What to keep beside it (tenant, vault, …): JSON, readable by whoever may see the session. */
	readonly context?: { readonly [key: string]: unknown };
	/** Gives the token back, for an API client, instead of setting the cookie. Default `false`. */
	readonly bearer?: boolean;
}

/** What a login or a rotation gives. */
export interface Credential {
	/** The session's public id. */
	readonly id: string;
	/** The bearer token, for clients that hold it themselves; `null` when it travels in the cookie. Never log it. */
	readonly token: string | null;
}

/** The new secret of a session, or a whole new session, for a user who proved who they are. */
export async function login(engine: Engine, visit: Visit, userId: string, options: LoginOptions): Promise<Credential> {
	assertReachable(visit);
	assertUserId(userId);
	const { methods = [], level = 1, context = {} } = options;
	assertJson(context);
	const auth: Authentication = { at: engine.now(), methods, level, context };
	const bearer = options.bearer ?? visit.via === "bearer";
	if (visit.record?.userId === userId) {
		await replaceSecret(engine, visit, auth);
		engine.emit(loginEvent(visit.record, auth, true));
	} else {
		await open(engine, visit, userId, auth);
	}
	visit.stepUp = null;
	return hand(visit, bearer);
}

/** A new session for the user, with what the visitor gathered before; the session from before ends. */
async function open(engine: Engine, visit: Visit, userId: string, auth: Authentication): Promise<void> {
	const old = visit.record;
	// Another user's data stays behind, with what was changed of it and not committed.
	if (old !== null && old.userId !== null) leave(visit);
	const data = visit.record === null ? "{}" : await newestData(engine, visit.record);
	const { record, secret, token } = await mint(engine, { userId, data, auth, client: clientOf(visit.request) });
	if (old !== null) await finish(engine, old, { state: "invalidated", reason: "replaced", at: engine.now() });
	if (visit.data === null) visit.base = data;
	hold(visit, record, secret, token);
	visit.ended = null;
	visit.clear = false;
}

/** The visitor's data as it is now: checking a password takes long enough for other requests to have changed it. */
async function newestData({ store, call }: Engine, anonymous: SessionRecord): Promise<string> {
	const now = await call("read", () => store.read(anonymous.id));
	return now?.end === null ? now.data : anonymous.data;
}

/** A new secret for the session; the old one is good only for requests already on their way. */
export async function rotate(engine: Engine, visit: Visit): Promise<Credential | null> {
	assertReachable(visit);
	if (visit.record === null) return null;
	await replaceSecret(engine, visit, null);
	return hand(visit, visit.via === "bearer");
}

async function replaceSecret(engine: Engine, visit: Visit, auth: Authentication | null): Promise<void> {
	const { randomBytes, now, ring, settings, emit, revise } = engine;
	const { id } = visit.record as SessionRecord;
	const held = visit.secretHash ?? "";
	const secret = newSecret(randomBytes);
	const secretHash = await hashSecret(secret);
	const at = now();
	const revision = await revise(visit.record as SessionRecord, (record) => {
		const next = { ...record, auth: auth ?? record.auth, lastSeenAt: activity(record, at) };
		if (!isReplaceable(record, held)) return next;
		const previous = visit.minted ? record.previous : { hash: held, until: at + settings.rotationGrace };
		return { ...next, secretHash, previous, rotatedAt: at };
	});
	if (revision.record === null) throw lost(visit, id, revision.end);
	visit.record = revision.record;
	if (revision.record.secretHash !== secretHash) return;
	hold(visit, revision.record, secret, await signToken(ring, id, secret));
	emit({
		type: "session.rotated",
		sessionId: id,
		userId: revision.record.userId,
		cause: auth === null ? "asked" : "privilege",
	});
}

/** Ends the session and leaves it. */
export async function end(engine: Engine, visit: Visit, state: EndState, reason: EndReason): Promise<void> {
	assertReachable(visit);
	const { record } = visit;
	if (record === null) return leave(visit);
	const end = { state, reason, at: engine.now() };
	await finish(engine, record, end);
	leave(visit);
	visit.ended = end;
}

/** Writes an end down and tells the plugins, if this call was the one that ended it. */
export async function finish({ store, call, emit }: Engine, record: SessionRecord, end: SessionEnd): Promise<boolean> {
	const ended = await call("end", () => store.end(record.id, end));
	if (ended) emit({ type: "session.ended", sessionId: record.id, userId: record.userId, end });
	return ended;
}

/** From now on the request holds this secret, and its client is to be given it. */
export function hold(visit: Visit, record: SessionRecord, secret: string, token: string): void {
	const { secretHash } = record;
	Object.assign(visit, {
		record,
		secret,
		secretHash,
		minted: true,
		outdated: false,
		settle: false,
		oldKey: false,
		send: token,
	});
}

function hand(visit: Visit, bearer: boolean): Credential {
	const { id } = visit.record as SessionRecord;
	if (!bearer) return { id, token: null };
	const token = visit.send;
	visit.send = null;
	return { id, token };
}

function lost(visit: Visit, id: string, end: SessionEnd | null): SessionEndedError | SessionNotFoundError {
	leave(visit);
	visit.ended = end;
	return end === null ? new SessionNotFoundError(id) : endedError(end);
}

/** Security actions need the store, whatever the policy for reading is. */
function assertReachable(visit: Visit): void {
	if (visit.unavailable)
		throw new StoreUnavailableError("The session store failed when this request was loaded. Try again later.");
}

/** @throws InvalidArgumentError unless it is a string of 1 to 255 characters */
export function assertUserId(userId: unknown): asserts userId is string {
	if (typeof userId === "string" && userId.length > 0 && userId.length <= 255) return;
	throw new InvalidArgumentError("The user id must be a string of 1 to 255 characters.");
}
