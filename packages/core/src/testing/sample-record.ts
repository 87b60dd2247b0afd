import type { SessionRecord } from "../record.ts";
import type { UserRef } from "../store.ts";

let count = 0;

/**
 * An id such as core makes: 26 characters, the first four the same for all sessions of a user.
 *
 * @param name - The rest of the id, up to 22 characters of the base64url alphabet; ids sort by it.
 */
export function sampleId(userId: string | null, name: string): string {
	let hash = 0;
	for (let index = 0; index < (userId ?? name).length; index++)
		hash = (hash * 31 + (userId ?? name).charCodeAt(index)) | 0;
	return `t${(hash >>> 0).toString(36).padStart(3, "0").slice(-3)}${name.padEnd(22, "-")}`;
}

/** The user as a store is asked for one, in keeping with {@link sampleId}. */
export function sampleUser(id: string): UserRef {
	return { id, shards: [sampleId(id, "").slice(0, 4)] };
}

/**
 * A record to test with: live, of a logged-in user, with nothing left out.
 *
 * @param now - When it was created, in milliseconds since the epoch.
 * @param overrides - What is to be otherwise. Each record has an id of its own.
 */
export function sampleRecord(now: number, overrides: Partial<SessionRecord> = {}): SessionRecord {
	const { userId = "alice" } = overrides;
	return {
		id: sampleId(userId, `${++count}`.padStart(22, "0")),
		version: 1,
		userId,
		secretHash: "LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ",
		previous: { hash: "0EW5q9qXV4hv_0u5hZ4Jn2ZfUuC8bP0f0Pp3Z8l2mYw", until: now + 10_000 },
		createdAt: now,
		rotatedAt: now,
		lastSeenAt: now,
		idleTimeout: 30 * 60_000,
		expiresAt: now + 8 * 3_600_000,
		tombstoneTtl: 24 * 3_600_000,
		auth: { at: now, methods: ["pwd", "otp"], level: 2, context: { tenant: "acme", roles: ["a", { b: null }] } },
		device: {
			label: "Chrome on Windows",
			mobile: false,
			ip: "192.0.2.7",
			userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
			name: "Work laptop",
			country: "CH",
			city: "Zürich",
			traits: { guard: "{}" },
		},
		data: '{"cart":[1,2,3]}',
		end: null,
		...overrides,
	};
}
