/**
 * One session in the memory store: all of a record's fields in one flat object, together with its places in the store's
 * indexes. Fewer objects a session is less memory, less work for the garbage collector and fewer cache misses on a read.
 */

import type { PreviousSecret, SessionEnd, SessionRecord } from "../record.ts";
import { deadline } from "../record.ts";

export class MemoryEntry {
	readonly id: string;
	readonly userId: string | null;
	readonly createdAt: number;
	version!: number;
	secretHash!: string;
	previous!: PreviousSecret | null;
	rotatedAt!: number;
	lastSeenAt!: number;
	idleTimeout!: number;
	expiresAt!: number;
	tombstoneTtl!: number;
	authAt!: number;
	/** `null`: the record's `auth` is `null`. */
	methods!: readonly string[] | null;
	level!: number;
	/** As JSON. */
	context!: string;
	label!: string;
	mobile!: boolean;
	ip!: string | null;
	userAgent!: string | null;
	name!: string | null;
	country!: string | null;
	city!: string | null;
	data!: string;
	end!: SessionEnd | null;

	// Where it is in the list of its kind, in the deadline index, and in the scan order.
	older: MemoryEntry | null = null;
	newer: MemoryEntry | null = null;
	due = 0;
	place = -1;
	slot = 0;

	constructor(record: SessionRecord) {
		this.id = record.id;
		this.userId = record.userId;
		this.createdAt = record.createdAt;
		this.write(record);
		this.finish(record.end);
	}

	/** Takes over what may change while the session is alive. */
	write(record: SessionRecord): void {
		const { previous, auth, device } = record;
		this.version = record.version;
		this.secretHash = record.secretHash;
		this.previous = previous && { hash: previous.hash, until: previous.until };
		this.rotatedAt = record.rotatedAt;
		this.lastSeenAt = record.lastSeenAt;
		this.idleTimeout = record.idleTimeout;
		this.expiresAt = record.expiresAt;
		this.tombstoneTtl = record.tombstoneTtl;
		this.authAt = auth?.at ?? 0;
		this.methods = auth && [...auth.methods];
		this.level = auth?.level ?? 0;
		this.context = auth ? JSON.stringify(auth.context) : "{}";
		this.label = device.label;
		this.mobile = device.mobile;
		this.ip = device.ip;
		this.userAgent = device.userAgent;
		this.name = device.name;
		this.country = device.country;
		this.city = device.city;
		this.data = record.data;
	}

	finish(end: SessionEnd | null): void {
		this.end = end && { state: end.state, reason: end.reason, at: end.at };
	}

	/** The record, in objects of its own. */
	read(): SessionRecord {
		const { previous, methods, end } = this;
		return {
			id: this.id,
			version: this.version,
			userId: this.userId,
			secretHash: this.secretHash,
			previous: previous && { hash: previous.hash, until: previous.until },
			createdAt: this.createdAt,
			rotatedAt: this.rotatedAt,
			lastSeenAt: this.lastSeenAt,
			idleTimeout: this.idleTimeout,
			expiresAt: this.expiresAt,
			tombstoneTtl: this.tombstoneTtl,
			auth: methods && {
				at: this.authAt,
				methods: methods.slice(),
				level: this.level,
				context: this.context === "{}" ? {} : JSON.parse(this.context),
			},
			device: {
				label: this.label,
				mobile: this.mobile,
				ip: this.ip,
				userAgent: this.userAgent,
				name: this.name,
				country: this.country,
				city: this.city,
			},
			data: this.data,
			end: end && { state: end.state, reason: end.reason, at: end.at },
		};
	}

	/** When there is something to do about it: to end it while it is alive, to forget it after that. */
	nextDue(): number {
		return this.end === null ? deadline(this) : this.end.at + this.tombstoneTtl;
	}
}
