/** Login, logout, rotation and ending: what takes effect when it is called, not at the end of the request. */

import { clientOf, describeDevice } from "./client.ts";
import type { Engine } from "./engine.ts";
import { endedError, InvalidArgumentError, problem, ResponseBegunError, StoreUnavailableError } from "./errors.ts";
import { assertJson } from "./json.ts";
import { activity } from "./lifecycle.ts";
import { emitLogin, type Minted, mint, type SessionLimits } from "./mint.ts";
import type { Authentication, EndReason, EndState, SessionEnd, SessionRecord } from "./record.ts";
import { isReplaceable } from "./rotation.ts";
import { hashSecret, newSecret, signToken } from "./token.ts";
import { leave, type Visit } from "./visit.ts";

/** How the user proved who they are, and the limits of a session that begins. */
export interface LoginOptions extends SessionLimits {
	/** Authentication method references, such as `["pwd", "otp"]` (RFC 8176). */
	readonly methods?: readonly string[];
	/** Assurance level, higher is stronger. Default 1. */
	readonly level?: number;
	/** What to keep beside it (tenant, vault, …): JSON, readable by whoever may see the session. */
	readonly context?: { readonly [key: string]: unknown };
	/**
	 * Gives the token back, for an API client, and sets no cookie. A session in the request's cookie stays as it is: the
	 * client's is another. Default: as the request came.
	 */
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
export async function login(visit: Visit, userId: string, options: LoginOptions): Promise<Credential> {
	const { engine, via, record, request } = reachable(visit);
	assertUserId(userId);
	const { bearer = via === "bearer", idleTimeout, absoluteTimeout } = options;
	if (!bearer) assertCookieCanBeSet(visit, "login");
	const auth = authentication(engine.now(), options);
	const limits = { idleTimeout, absoluteTimeout };
	if (bearer && via === "cookie" && record !== null) {
		const own = await mint(engine, { userId, data: "{}", auth, client: await clientOf(engine, request), ...limits });
		return { id: own.record.id, token: own.token };
	}
	if (bearer) visit.via = "bearer";
	if (record?.userId === userId) emitLogin(engine, await replaceSecret(visit, record, auth), true);
	else await open(visit, userId, auth, limits);
	visit.stepUp = null;
	return hand(visit);
}

/** The login, as it is stored. */
export function authentication(at: number, options: LoginOptions): Authentication {
	const { methods = [], level = 1, context = {} } = options;
	assertJson(context);
	return { at, methods, level, context };
}

/** A new session for the user, with what the visitor gathered before; the session from before ends. */
async function open(visit: Visit, userId: string, auth: Authentication, limits: SessionLimits): Promise<void> {
	const { engine, request, record: old } = visit;
	// Another user's data stays behind, with what was changed of it and not committed.
	if (old !== null && old.userId !== null) leave(visit);
	const data = visit.record === null ? "{}" : await newestData(engine, visit.record);
	const minted = await mint(engine, { userId, data, auth, client: await clientOf(engine, request), ...limits });
	if (old !== null) await finish(engine, old, { state: "invalidated", reason: "replaced", at: engine.now() });
	if (visit.data === null) visit.base = data;
	hold(visit, minted);
	visit.ended = null;
}

/** The visitor's data as it is now: checking a password takes long enough for other requests to have changed it. */
async function newestData({ store }: Engine, anonymous: SessionRecord): Promise<string> {
	const now = await store.read(anonymous.id);
	return now?.end === null ? now.data : anonymous.data;
}

/** A new secret for the session; the old one is good only for requests already on their way. */
export async function rotate(visit: Visit): Promise<Credential | null> {
	const { record } = reachable(visit);
	if (record === null) return null;
	assertCookieCanBeSet(visit, "rotate");
	await replaceSecret(visit, record, null);
	return hand(visit);
}

async function replaceSecret(visit: Visit, read: SessionRecord, auth: Authentication | null): Promise<SessionRecord> {
	const { engine, minted, secretHash: held } = visit;
	const { id } = read;
	const secret = newSecret(engine.randomBytes);
	const secretHash = await hashSecret(secret);
	const at = engine.now();
	// Who proved themselves again is, from now on, compared with the client they did it from.
	const client = auth && (await describeDevice(engine, await clientOf(engine, visit.request), null));
	const { record, end } = await engine.revise(read, (record) => {
		const { name } = record.device;
		const device = client === null ? record.device : { ...client, name };
		const next = { ...record, auth: auth ?? record.auth, device, lastSeenAt: activity(record, at) };
		if (!isReplaceable(record, held as string)) return next;
		const previous = minted ? record.previous : { hash: held as string, until: at + engine.settings.rotationGrace };
		return { ...next, secretHash, previous, rotatedAt: at };
	});
	if (record === null) {
		leave(visit, end);
		throw endedError(end, id);
	}
	visit.record = record;
	if (record.secretHash === secretHash) {
		hold(visit, { record, secret, token: await signToken(engine.ring, id, secret) });
		engine.emit("session.rotated", record, { cause: auth === null ? "asked" : "privilege" });
	}
	return record;
}

/** Ends the session and leaves it. */
export async function end(visit: Visit, state: EndState, reason: EndReason): Promise<void> {
	const { engine, record } = reachable(visit);
	const end = { state, reason, at: engine.now() };
	if (record !== null) await finish(engine, record, end);
	leave(visit, record && end);
}

/** Writes an end down and tells the plugins, if this call was the one that ended it. */
export async function finish({ store, emit }: Engine, record: SessionRecord, end: SessionEnd): Promise<boolean> {
	const ended = await store.end(record.id, end);
	if (ended) emit("session.ended", record, { end });
	return ended;
}

/** From now on the request holds this secret, and its client is to be given it. */
export function hold(visit: Visit, { record, secret, token }: Minted): void {
	const { secretHash } = record;
	Object.assign(visit, { record, secret, secretHash, minted: true, oldKey: false, send: token, clear: false });
}

function hand({ record, send, via }: Visit): Credential {
	return { id: (record as SessionRecord).id, token: via === "bearer" ? send : null };
}

/** Security actions need the store, whatever the policy for reading is. */
function reachable(visit: Visit): Visit {
	if (!visit.unavailable) return visit;
	throw new StoreUnavailableError();
}

/** What can only be handed over with the response's headers must come before its first byte. */
export function assertCookieCanBeSet({ begun, via }: Visit, what: string): void {
	if (begun && via === "cookie")
		throw new ResponseBegunError(`session.${what}() sets a cookie: call it before the response begins.`);
}

/** @throws InvalidArgumentError unless it is a string of 1 to 255 characters */
export function assertUserId(userId: unknown): asserts userId is string {
	if (typeof userId === "string" && /^.{1,255}$/s.test(userId)) return;
	throw new InvalidArgumentError(problem("userId", userId, "a string of 1 to 255 characters"));
}
