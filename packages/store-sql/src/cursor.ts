/** Where a page ended. Cursors come back from clients, so they are read with care; what they say is a place, no secret. */

import { InvalidArgumentError } from "@sojourn/core";

/** A place in a user's list, whether or not a session is there. */
export interface Position {
	readonly createdAt: number;
	readonly id: string;
}

/** Before the newest. */
export const start: Position = { createdAt: Number.MAX_SAFE_INTEGER, id: "" };

export function positionCursor({ createdAt, id }: Position): string {
	return `${createdAt}:${id}`;
}

export function parsePosition(cursor: string): Position {
	const [, createdAt, id] = /^(-?\d+(?:\.\d+)?):(.+)$/s.exec(cursor) ?? [];
	if (createdAt === undefined || id === undefined) throw refused(cursor);
	return { createdAt: Number(createdAt), id };
}

export function scanCursor(lastId: string): string {
	return `after:${lastId}`;
}

export function parseScanCursor(cursor: string): string {
	if (!cursor.startsWith("after:")) throw refused(cursor);
	return cursor.slice("after:".length);
}

function refused(cursor: string): InvalidArgumentError {
	return new InvalidArgumentError(
		`Not a cursor of this list: ${JSON.stringify(cursor)}. Give what the page before gave.`,
	);
}
