/** Opening a session: its record, its token, and the store's word on whether there is room for it. */

import { type Client, cleanName, describeDevice } from "./client.ts";
import type { Engine } from "./engine.ts";
import { InvalidArgumentError, SessionLimitError } from "./errors.ts";
import type { Authentication, SessionRecord } from "./record.ts";
import type { CreateLimit } from "./store.ts";
import { hashSecret, isSessionId, newId, newSecret, shardTags, signToken } from "./token.ts";

/** What a new session is opened with. */
export interface NewSession {
	readonly userId: string | null;
	/** JSON text. */
	readonly data: string;
	readonly auth: Authentication | null;
	readonly client?: Client | undefined;
	/** What the user calls the device. */
	readonly name?: string | null | undefined;
	/** Generated when left out. */
	readonly id?: string | undefined;
	/** In milliseconds; the options' when left out. */
	readonly idleTimeout?: number | undefined;
	readonly absoluteTimeout?: number | undefined;
}

/** A session that was just opened, with what only its client may know. */
export interface Minted {
	readonly record: SessionRecord;
	readonly secret: string;
	readonly token: string;
}

/**
 * Stores a new session and tells the plugins.
 *
 * @throws SessionLimitError when the user has too many and the policy is to reject
 * @throws InvalidArgumentError when the id that was asked for is taken or isn't one
 */
export async function mint(engine: Engine, session: NewSession): Promise<Minted> {
	const { settings, ring, randomBytes, now, store, call, emit } = engine;
	const { userId } = session;
	if (session.id !== undefined) await assertId(engine, session.id, userId);
	const id = session.id ?? (await newId(ring, randomBytes, userId));
	const secret = newSecret(randomBytes);
	const device = await describeDevice(engine, session.client, cleanName(session.name));
	const at = now();
	const absoluteTimeout = session.absoluteTimeout ?? settings.absoluteTimeout;
	const record: SessionRecord = {
		id,
		version: 1,
		userId,
		secretHash: await hashSecret(secret),
		previous: null,
		createdAt: at,
		rotatedAt: at,
		lastSeenAt: at,
		idleTimeout: Math.min(session.idleTimeout ?? settings.idleTimeout, absoluteTimeout),
		expiresAt: at + absoluteTimeout,
		tombstoneTtl: settings.tombstoneTtl,
		auth: session.auth,
		device,
		data: session.data,
		end: null,
	};
	const limit = await createLimit(engine, userId);
	const result = await call("create", () => store.create(record, limit));
	if (!result.created) {
		if (result.reason === "exists")
			throw new InvalidArgumentError(`There is a session ${id} already: choose another id.`);
		const { max } = settings.limit ?? { max: 0 };
		emit({ type: "session.limit-rejected", sessionId: null, userId, max });
		throw new SessionLimitError(max);
	}
	for (const evicted of result.evicted) {
		emit({ type: "session.ended", sessionId: evicted, userId, end: { state: "invalidated", reason: "limit", at } });
	}
	emit({ type: "session.created", sessionId: id, userId, ip: device.ip, device: device.label });
	if (session.auth !== null) emit(loginEvent(record, session.auth, false));
	return { record, secret, token: await signToken(ring, id, secret) };
}

/** The event of a login, of a new session or again in the same. */
export function loginEvent(record: SessionRecord, auth: Authentication, again: boolean) {
	const { methods, level } = auth;
	const { ip, label } = record.device;
	return {
		type: "session.login",
		sessionId: record.id,
		userId: record.userId,
		methods,
		level,
		ip,
		device: label,
		again,
	} as const;
}

async function createLimit({ ring, settings }: Engine, userId: string | null): Promise<CreateLimit | undefined> {
	if (userId === null || settings.limit === undefined) return undefined;
	const [, ...olderShards] = await shardTags(ring, userId);
	return { ...settings.limit, olderShards };
}

async function assertId({ ring }: Engine, id: string, userId: string | null): Promise<void> {
	const tag = userId === null ? "" : (await shardTags(ring, userId))[0];
	if (isSessionId(id) && id.startsWith(tag)) return;
	throw new InvalidArgumentError(
		`${JSON.stringify(id)} can't be this session's id. Take one from newId(userId), which knows the user's shard.`,
	);
}
