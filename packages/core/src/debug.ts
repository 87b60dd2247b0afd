/** What is the matter with a session or a cookie: for developers and support. Never shows a secret, a hash or data. */

import { type AnySessions, type Engine, engineOf } from "./engine.ts";
import { judge, standing } from "./lifecycle.ts";
import { forgetAt, type SessionRecord } from "./record.ts";
import { type SessionInfo, sessionInfo } from "./session-info.ts";
import { isSessionId, verifyToken } from "./token.ts";

/** What there is to say of a session id. Times in milliseconds since the epoch, spans in milliseconds. */
export type SessionReport =
	| { readonly exists: false /** Whether it even has the form of an id. */; readonly wellFormed: boolean }
	| (SessionInfo & {
			readonly exists: true;
			readonly version: number;
			readonly rotatedAt: number;
			/** How long it has left; 0 once it has ended. */
			readonly ttl: number;
			/** When its record may be forgotten. */
			readonly forgetAt: number;
			/** Until when the secret before the last rotation is good; `"next"`: until the new one is presented; `null`: there is none. */
			readonly previousSecretUntil: number | "next" | null;
			/** Length of the stored data, in UTF-16 units. */
			readonly dataLength: number;
	  });

/** What there is to say of a cookie's or bearer token's value. */
export interface CookieReport {
	/** Whether it opens an active session now. */
	readonly valid: boolean;
	/** `"ok"`, or the first thing that is wrong with it. */
	readonly reason: "ok" | "malformed" | "forged" | "unknown" | "ended" | "expired" | "reused";
	/** Which key of the ring its check is under, 0 being the first; `null` when none. */
	readonly key: number | null;
	/** Whether it holds the session's current secret or one that was replaced; `null` when there is no session to compare with. */
	readonly secret: "current" | "previous" | "replaced" | null;
	/** How many milliseconds it has left if nothing happens; 0 when it isn't valid. */
	readonly expiresIn: number;
	readonly session: SessionReport | null;
}

/**
 * Reports on an id: does the session exist, how long has it left, how did it end.
 *
 * @throws StoreUnavailableError
 */
export async function debugSession(sessions: AnySessions, id: string): Promise<SessionReport> {
	const engine = engineOf(sessions);
	const record = await engine.store.read(id);
	return record === null ? { exists: false, wellFormed: isSessionId(id) } : report(engine, record);
}

/**
 * Reports on the value of a session cookie or a bearer token.
 *
 * @throws StoreUnavailableError
 */
export async function debugCookie(sessions: AnySessions, value: string): Promise<CookieReport> {
	const engine = engineOf(sessions);
	const { store, ring, now, settings } = engine;
	const nothing = { valid: false, secret: null, expiresIn: 0, session: null } as const;
	const token = await verifyToken(ring, value);
	if (typeof token === "string") return { ...nothing, reason: token, key: null };
	const { id, key, secretHash: hash } = token;
	const record = await store.read(id);
	if (record === null) return { ...nothing, reason: "unknown", key, session: { exists: false, wellFormed: true } };
	const session = report(engine, record);
	const secret = hash === record.secretHash ? "current" : hash === record.previous?.hash ? "previous" : "replaced";
	const { verdict } = judge(record, hash, now(), settings.clockSkew);
	const valid = verdict === "active";
	return { valid, reason: valid ? "ok" : verdict, key, secret, expiresIn: valid ? session.ttl : 0, session };
}

function report({ now, settings }: Engine, stored: SessionRecord): SessionReport & { exists: true } {
	const record = standing(stored, now(), settings.clockSkew);
	const info = sessionInfo(record);
	const { previous } = record;
	return {
		...info,
		exists: true,
		version: record.version,
		rotatedAt: record.rotatedAt,
		ttl: record.end === null ? Math.max(0, info.idleExpiresAt - now()) : 0,
		forgetAt: forgetAt(record),
		previousSecretUntil: previous === null ? null : (previous.until ?? "next"),
		dataLength: record.data.length,
	};
}
