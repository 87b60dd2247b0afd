/** Opening a session: its record, its token, and the store's word on whether there is room for it. */

import { type Client, cleanName, describeDevice } from "./client.ts";
import { type Duration, milliseconds } from "./duration.ts";
import type { Engine } from "./engine.ts";
import { InvalidArgumentError, problem, SessionLimitError } from "./errors.ts";
import type { Authentication, SessionRecord } from "./record.ts";
import { hashSecret, isSessionId, newId, newSecret, shardTags, signToken } from "./token.ts";

/** A session's own limits, where they are to be others than the options'. */
export interface SessionLimits {
	readonly idleTimeout?: Duration | undefined;
	readonly absoluteTimeout?: Duration | undefined;
}

/** What a new session is opened with. */
export interface NewSession extends SessionLimits {
	readonly userId: string | null;
	/** JSON text. */
	readonly data: string;
	readonly auth: Authentication | null;
	readonly client?: Client | undefined;
	/** What the user calls the device. */
	readonly name?: string | null | undefined;
	/** Generated when left out. */
	readonly id?: string | undefined;
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
	const { settings, ring, randomBytes, now, store, emit } = engine;
	const { userId, data, auth } = session;
	const [tag, ...olderShards] = userId === null ? [] : await shardTags(ring, userId);
	const { id = newId(randomBytes, tag) } = session;
	if (!isSessionId(id) || !id.startsWith(tag ?? "")) {
		throw new InvalidArgumentError(problem("id", id, "what newId(userId) gave"));
	}
	const secret = newSecret(randomBytes);
	const device = await describeDevice(engine, session.client, cleanName(session.name));
	const at = now();
	const absoluteTimeout = milliseconds(session.absoluteTimeout ?? settings.absoluteTimeout);
	const idleTimeout = milliseconds(session.idleTimeout ?? settings.idleTimeout);
	const record: SessionRecord = {
		id,
		version: 1,
		userId,
		secretHash: await hashSecret(secret),
		previous: null,
		createdAt: at,
		rotatedAt: at,
		lastSeenAt: at,
		idleTimeout: Math.min(idleTimeout, absoluteTimeout),
		expiresAt: at + absoluteTimeout,
		tombstoneTtl: settings.tombstoneTtl,
		auth,
		device,
		data,
		end: null,
	};
	const limit = userId === null ? undefined : settings.limit && { ...settings.limit, olderShards };
	const result = await store.create(record, limit);
	if (!result.created) {
		if (limit === undefined || result.reason === "exists")
			throw new InvalidArgumentError(`There is a session ${id} already.`);
		const { max } = limit;
		emit("session.limit-rejected", { id: null, userId }, { max });
		throw new SessionLimitError(max);
	}
	for (const evicted of result.evicted)
		emit("session.ended", { id: evicted, userId }, { end: { state: "invalidated", reason: "limit", at } });
	emit("session.created", record, { ip: device.ip, device: device.label });
	if (auth !== null) emitLogin(engine, record, false);
	return { record, secret, token: await signToken(ring, id, secret) };
}

/** Tells of a login, of a new session or again in the same. */
export function emitLogin({ emit }: Engine, record: SessionRecord, again: boolean): void {
	const { methods, level } = record.auth as Authentication;
	const { ip, label } = record.device;
	emit("session.login", record, { methods, level, ip, device: label, again });
}
