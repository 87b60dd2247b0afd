/** What a trail holds: an entry for each event, with what describes a person apart from the rest. */

import type { SessionEvent } from "@sojourn/core";

/** What every entry has in a place of its own. */
type Common = "type" | "at" | "sessionId" | "userId" | "ip" | "device";

type DetailsOf<Event> = Event extends SessionEvent ? Omit<Event, Common> : never;

type SessionDetails = {
	readonly [Type in Exclude<SessionEvent["type"], "store.failed">]: DetailsOf<Extract<SessionEvent, { type: Type }>>;
};

/**
 * The details of each type of event. Other powers' events, and an application's own, are added to it:
 *
 * ```ts
 * declare module "@sojourn/audit" {
 *   interface AuditDetails {
 *     "login.failed": { readonly method: "password" | "code" };
 *   }
 * }
 * ```
 *
 * Details outlive an erased user, so nothing in them may describe a person: that is what `userId`, `ip` and `device` of an
 * event are for.
 */
export interface AuditDetails extends SessionDetails {
	/** The kind of error only: a driver's messages may quote what was to be stored. */
	readonly "store.failed": { readonly operation: string; readonly error: string; readonly code: string | null };
	/** So many events are missing here: the sink failed or was too slow, and the queue was full. */
	readonly "audit.dropped": { readonly events: number };
	/** A user was erased from so many entries. */
	readonly "audit.erased": { readonly entries: number };
	/** What was too old is gone: all entries up to a position, whose hash was this. */
	readonly "audit.swept": { readonly through: number; readonly hash: string };
}

/** The name of a type of event. */
export type AuditType = keyof AuditDetails;

interface Entry<Type extends AuditType> {
	/** The version of this form. */
	readonly v: 1;
	/** Unique. A sink that was told the same event twice knows by it. */
	readonly id: string;
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	readonly type: Type;
	/** The session's public id. */
	readonly sessionId: string | null;
	/** As are `ip` and `device`: `null` when unknown, or erased. */
	readonly userId: string | null;
	readonly ip: string | null;
	/** For people: `"Chrome on Windows"`. */
	readonly device: string | null;
	readonly details: AuditDetails[Type];
}

/** One entry of a trail. `type` tells what is in `details`. */
export type AuditEvent<Type extends AuditType = AuditType> = Type extends AuditType ? Entry<Type> : never;

/** An event to be recorded. What is left out is `null`, and `at` is now. */
export type NewAuditEvent<Type extends AuditType = AuditType> = Type extends AuditType
	? Pick<Entry<Type>, "type" | "details"> & Partial<Pick<Entry<Type>, "at" | "sessionId" | "userId" | "ip" | "device">>
	: never;
