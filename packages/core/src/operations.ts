/** Sessions by their id, for services and tools that have no request. */

import { assertUserId, authentication, finish, type LoginOptions } from "./actions.ts";
import { type Client, cleanName } from "./client.ts";
import { type Duration, milliseconds } from "./duration.ts";
import type { Engine } from "./engine.ts";
import { endedError } from "./errors.ts";
import { assertJson, parseData } from "./json.ts";
import { activity, standing } from "./lifecycle.ts";
import { mint } from "./mint.ts";
import type { EndReason, EndState, SessionRecord } from "./record.ts";
import type { Change } from "./revise.ts";
import { validate } from "./schema.ts";
import { type SessionInfo, sessionInfo } from "./session-info.ts";
import { newId, shardTags } from "./token.ts";

/** A session with its data, as a trusted caller reads it. */
export interface StoredSession<Data extends object> extends SessionInfo {
	/** Empty once the session has ended. */
	readonly data: Data;
}

/** What a trusted caller opens a session with. */
export interface CreateOptions<Data extends object> extends Omit<LoginOptions, "bearer"> {
	/** Who is logged in; nobody when left out. */
	readonly userId?: string | null;
	readonly data?: Data;
	/** From {@link Operations.newId}; generated when left out. */
	readonly id?: string;
	/** What is known of the client. */
	readonly client?: Client;
	/** What the user calls the device. */
	readonly name?: string | null;
}

/** How a session is ended by others than its client. */
export interface EndOptions {
	/** Default `"revoked"`. */
	readonly reason?: EndReason;
	/** Default `"invalidated"`; `"destroyed"` for security events. */
	readonly state?: Exclude<EndState, "expired">;
}

/** Only if the session is this user's; to others it doesn't exist. */
export interface OwnerOptions {
	readonly userId?: string;
}

/** Operations that every store can serve. Each throws StoreUnavailableError when the store fails or is late. */
export interface Operations<Data extends object> {
	/** An id that {@link create} will take, for callers that must know it beforehand. */
	newId(userId?: string | null): Promise<string>;

	/**
	 * Opens a session.
	 *
	 * @returns the session, and the token for its client: it can't be had again, and must not be logged
	 * @throws SessionLimitError, InvalidArgumentError, InvalidDataError
	 */
	create(options?: CreateOptions<Data>): Promise<{ readonly session: SessionInfo; readonly token: string }>;

	/** The session with its data, ended ones included; `null` when there is none. Counts as no activity. */
	read(id: string): Promise<StoredSession<Data> | null>;

	/**
	 * Changes the data.
	 *
	 * @param change edits the newest data, or returns what is to take its place; runs again on newer data when another
	 * process was faster, so it should do nothing else
	 * @throws SessionNotFoundError, SessionEndedError, InvalidDataError, ConflictError
	 */
	update(id: string, change: (data: Data) => Data | void): Promise<StoredSession<Data>>;

	/**
	 * Counts as activity now: the idle limit starts anew, inside the absolute one.
	 *
	 * @param options a new idle limit for this session, if it is to have one
	 * @throws SessionNotFoundError, SessionEndedError
	 */
	extend(id: string, options?: { readonly idleTimeout?: Duration }): Promise<SessionInfo>;

	/**
	 * What the user calls the device: at most 64 characters are kept; `null` takes the name away.
	 *
	 * @throws SessionNotFoundError, SessionEndedError
	 */
	rename(id: string, name: string | null, options?: OwnerOptions): Promise<SessionInfo>;

	/** Ends a session. `true` if this call did; `false` if it had ended, or there is none. */
	end(id: string, options?: EndOptions & OwnerOptions): Promise<boolean>;
}

export function createOperations<Data extends object>(engine: Engine): Operations<Data> {
	const { store, revise, now, settings, emit } = engine;

	/** The record as it stands; to anyone but its owner, when one is named, it doesn't exist. */
	async function find(id: string, owner?: string): Promise<SessionRecord | null> {
		const record = await store.read(id);
		if (record === null || (owner !== undefined && record.userId !== owner)) return null;
		return standing(record, now(), settings.clockSkew);
	}

	async function change(id: string, owner: string | undefined, how: Change): Promise<SessionRecord> {
		const found = await find(id, owner);
		const { record, end } = found === null ? { record: null, end: null } : await revise(found, how);
		if (record === null) throw endedError(end, id);
		return record;
	}

	async function toText(data: object): Promise<string> {
		assertJson(data);
		if (engine.schema !== undefined) await validate(engine.schema, data);
		return JSON.stringify(data);
	}

	/** The data as the application knows it: as its schema gives it back. */
	async function dataOf({ data, end }: SessionRecord): Promise<Data> {
		const parsed = parseData(data);
		return (end === null && engine.schema !== undefined ? await validate(engine.schema, parsed) : parsed) as Data;
	}

	const withData = async (record: SessionRecord): Promise<StoredSession<Data>> => ({
		...sessionInfo(record),
		data: await dataOf(record),
	});

	return {
		async newId(userId = null) {
			const [tag] = userId === null ? [] : await shardTags(engine.ring, userId);
			return newId(engine.randomBytes, tag);
		},

		async create(options = {}) {
			const { userId = null, data = {} } = options;
			if (userId !== null) assertUserId(userId);
			const { record, token } = await mint(engine, {
				...options,
				userId,
				data: await toText(data),
				auth: userId === null ? null : authentication(now(), options),
			});
			return { session: sessionInfo(record), token };
		},

		async read(id) {
			const record = await find(id);
			return record && (await withData(record));
		},

		async update(id, edit) {
			const record = await change(id, undefined, async (newest) => {
				const data = await dataOf(newest);
				const text = await toText(edit(data) ?? data);
				return text === newest.data ? newest : { ...newest, data: text, lastSeenAt: activity(newest, now()) };
			});
			const session = await withData(record);
			emit("session.updated", record, { keys: Object.keys(session.data) });
			return session;
		},

		async extend(id, { idleTimeout } = {}) {
			const record = await change(id, undefined, (newest) => ({
				...newest,
				lastSeenAt: activity(newest, now()),
				idleTimeout: idleTimeout === undefined ? newest.idleTimeout : milliseconds(idleTimeout),
			}));
			const info = sessionInfo(record);
			emit("session.extended", record, { until: info.idleExpiresAt });
			return info;
		},

		async rename(id, name, { userId } = {}) {
			const clean = cleanName(name);
			const record = await change(id, userId, (newest) => ({ ...newest, device: { ...newest.device, name: clean } }));
			emit("session.renamed", record, {});
			return sessionInfo(record);
		},

		async end(id, { reason = "revoked", state = "invalidated", userId } = {}) {
			const record = await find(id, userId);
			return record?.end === null && (await finish(engine, record, { state, reason, at: now() }));
		},
	};
}
