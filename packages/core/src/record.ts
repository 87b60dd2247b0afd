/**
 * What is stored of one session, and the two pure steps every store shares: when a record is over, and what is left of
 * it then.
 */

/** The state a session ends in. Each session ends once. */
export type EndState = "expired" | "invalidated" | "destroyed";

/** Why a session ended. Applications and plugins may give reasons of their own. */
export type EndReason =
	| "idle"
	| "absolute"
	| "logout"
	| "revoked"
	| "limit"
	| "replaced"
	| "token-reuse"
	| "device-mismatch"
	| "hijack"
	| (string & {});

/** The one end of a session. */
export interface SessionEnd {
	readonly state: EndState;
	readonly reason: EndReason;
	/** When it ended, in milliseconds since the epoch. */
	readonly at: number;
}

/** How, and how strongly, the user proved who they are. */
export interface Authentication {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	/** Authentication method references, such as `"pwd"`, `"otp"`, `"hwk"` (RFC 8176). */
	readonly methods: readonly string[];
	/** Assurance level, higher is stronger; 1 when nothing else is said (NIST SP 800-63B). */
	readonly level: number;
	/** What the application wants to keep beside it (tenant, vault, provider), as JSON. */
	readonly context: { readonly [key: string]: unknown };
}

/** The client a session was opened from, as the server saw it then. */
export interface Device {
	/** For people: `"Chrome on Windows"`. */
	readonly label: string;
	readonly mobile: boolean;
	readonly ip: string | null;
	/** The User-Agent header, at most 512 characters of it. */
	readonly userAgent: string | null;
	/** What the user calls it: `"Work laptop"`. */
	readonly name: string | null;
	readonly country: string | null;
	readonly city: string | null;
	/** What plugins remember of it, by their names. */
	readonly traits: { readonly [plugin: string]: string };
}

/** A secret that a rotation has replaced and that is still good for a while. */
export interface PreviousSecret {
	readonly hash: string;
	/** Good until then (milliseconds since the epoch); `null`: until the new secret has been presented. */
	readonly until: number | null;
}

/**
 * One session as a store keeps it. Times are milliseconds since the epoch, durations are milliseconds. A record tells
 * all that a store must know, so stores need no configuration of their own.
 */
export interface SessionRecord {
	/** The public handle. Never the credential. */
	readonly id: string;
	/** Counts changes, from 1. A touch is no change. */
	readonly version: number;
	readonly userId: string | null;
	/** SHA-256 of the secret that the client holds, base64url. */
	readonly secretHash: string;
	readonly previous: PreviousSecret | null;
	readonly createdAt: number;
	readonly rotatedAt: number;
	/** Last activity. Never moves back. */
	readonly lastSeenAt: number;
	/** How long the session lives without activity. */
	readonly idleTimeout: number;
	/** The absolute limit, whatever the activity. */
	readonly expiresAt: number;
	/** How long the tombstone is kept after the end. */
	readonly tombstoneTtl: number;
	readonly auth: Authentication | null;
	readonly device: Device;
	/** The application's data. Opaque: a store never parses it. */
	readonly data: string;
	/** Set once. A record with an end is a tombstone: it has no data, and nothing changes it any more. */
	readonly end: SessionEnd | null;
}

/** When the record's time is up if nothing more happens: the sooner of the idle and the absolute limit. */
export function deadline(record: Pick<SessionRecord, "lastSeenAt" | "idleTimeout" | "expiresAt">): number {
	return Math.min(record.lastSeenAt + record.idleTimeout, record.expiresAt);
}

/** When a store may forget the record altogether: `tombstoneTtl` after its end, or after its deadline. */
export function forgetAt(record: SessionRecord): number {
	return (record.end?.at ?? deadline(record)) + record.tombstoneTtl;
}

/** How the record ends if its time is up: which limit came first, and when. */
export function expiry(record: SessionRecord): SessionEnd {
	const at = deadline(record);
	return { state: "expired", reason: at === record.expiresAt ? "absolute" : "idle", at };
}

/** The device of a session that has none: opened by a service, or ended. */
export const noDevice: Device = {
	label: "Unknown device",
	mobile: false,
	ip: null,
	userAgent: null,
	name: null,
	country: null,
	city: null,
	traits: {},
};

/**
 * What a store writes over a record when it ends: the identity, the times and the reason stay, so that the holder of the
 * token can be told; the data and what describes a person go.
 */
export function tombstone(record: SessionRecord, end: SessionEnd): SessionRecord {
	return { ...record, version: record.version + 1, auth: null, device: { ...noDevice, traits: {} }, data: "", end };
}

/** The record as one string, for stores that keep strings. */
export function encodeRecord(record: SessionRecord): string {
	return JSON.stringify(record);
}

/**
 * A string from {@link encodeRecord} as a record.
 *
 * @throws SyntaxError when the string isn't one: the store has been damaged or holds something else.
 */
export function decodeRecord(text: string): SessionRecord {
	const value: unknown = JSON.parse(text);
	if (typeof value !== "object" || value === null || typeof (value as SessionRecord).id !== "string") {
		throw new SyntaxError("Not a session record: another program may be writing under this store's keys.");
	}
	return value as SessionRecord;
}
