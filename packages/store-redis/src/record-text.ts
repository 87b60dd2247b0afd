/**
 * A record as the text under its key. One text, because reading it is then the cheapest command there is (GET), and it
 * takes two thirds of a hash's memory. Three lines, of which the scripts in `lua/` understand the first:
 *
 * ```
 * alive[       1700000000000,1,1800000,1700028800000,86400000,1700000000000,"alice",
 * {"id":"…","secretHash":"…","previous":null,"rotatedAt":1700000000000},
 * {"auth":null,"device":{…},"data":"{}"}]
 * ```
 *
 * - First what scripts must know: lastSeenAt, version, idleTimeout, expiresAt, tombstoneTtl, createdAt, userId.
 *   `lastSeenAt` has a fixed width, so that a touch can write over it in place and leaves the rest alone.
 * - Then what a tombstone keeps.
 * - Last what it doesn't: there, its end stands instead, and the text begins with `ended`.
 *
 * It is JSON but for the first word, which keeps clients that parse JSON unasked from doing so.
 */

import { InvalidArgumentError, type SessionEnd, type SessionRecord, tombstone } from "@sojourn/core";

/** How many characters `lastSeenAt` takes. Enough for any time in milliseconds, fractions included. */
const timeWidth = 20;
/** Both of these words are as long as each other: the scripts count on it. */
const alive = "alive";
const ended = "ended";
/** The scripts read as many bytes to find the first line's end. */
const longestFirstLine = 2048;

type Kept = Pick<SessionRecord, "id" | "secretHash" | "previous" | "rotatedAt">;
type Personal = Pick<SessionRecord, "auth" | "device" | "data">;
type Parts = [
	lastSeenAt: number,
	version: number,
	idleTimeout: number,
	expiresAt: number,
	tombstoneTtl: number,
	createdAt: number,
	userId: string | null,
	kept: Kept,
	rest: Personal | SessionEnd,
];

/** @throws InvalidArgumentError when the user's id is longer than scripts can find their way in */
export function encodeText(record: SessionRecord): string {
	const { version, idleTimeout, expiresAt, tombstoneTtl, createdAt, auth, device, data, end } = record;
	const { id, secretHash, previous, rotatedAt } = record;
	const userId = JSON.stringify(record.userId);
	if (userId.length * 3 > longestFirstLine - 200)
		throw new InvalidArgumentError("A user's id must not be longer than 255 characters.");
	const kept: Kept = { id, secretHash, previous, rotatedAt };
	const rest: Personal | SessionEnd = end ?? { auth, device, data };
	const numbers = `${encodeTime(record.lastSeenAt)},${version},${idleTimeout},${expiresAt},${tombstoneTtl},${createdAt}`;
	return `${end === null ? alive : ended}[${numbers},${userId},\n${JSON.stringify(kept)},\n${JSON.stringify(rest)}]`;
}

/** A time as it stands at the beginning of a text. */
export function encodeTime(time: number): string {
	return String(time).padStart(timeWidth);
}

/** @throws SyntaxError when the text isn't one of ours */
export function decodeText(text: string): SessionRecord {
	const state = text.slice(0, alive.length);
	if (state !== alive && state !== ended) throw foreign();
	const parts = JSON.parse(text.slice(alive.length)) as Parts;
	if (parts.length !== 9) throw foreign();
	const [lastSeenAt, version, idleTimeout, expiresAt, tombstoneTtl, createdAt, userId, kept, rest] = parts;
	const { id, secretHash, previous, rotatedAt } = kept;
	const { auth, device, data } = rest as Personal;
	const record: SessionRecord = {
		id,
		version,
		userId,
		secretHash,
		previous,
		createdAt,
		rotatedAt,
		lastSeenAt,
		idleTimeout,
		expiresAt,
		tombstoneTtl,
		auth,
		device,
		data,
		end: null,
	};
	if (state === alive) return record;
	return tombstone({ ...record, version: version - 1 }, rest as SessionEnd);
}

function foreign(): SyntaxError {
	return new SyntaxError("Not a session's record: another program may be writing under this store's prefix.");
}
