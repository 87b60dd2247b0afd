/** Which events are asked for. Limits and cursors come from clients, so they are read with care. */

import { InvalidArgumentError } from "@sojourn/core";
import type { AuditType } from "./event.ts";

/** Conditions that must all hold; what is left out holds always. */
export interface AuditQuery<Type extends AuditType = AuditType> {
	readonly userId?: string;
	/** A session's public id, or several. */
	readonly sessionId?: string | readonly string[];
	readonly type?: Type | readonly Type[];
	/** Not before this, in milliseconds since the epoch. */
	readonly from?: number;
	/** Before this, in milliseconds since the epoch. */
	readonly to?: number;
	/** What comes first. Default `"newest"`; a trail is followed with `"oldest"`. */
	readonly order?: "newest" | "oldest";
	/** How many at most, 1 to 1,000. Default 50. */
	readonly limit?: number;
	/** Where the page before ended, as that page said. */
	readonly cursor?: string;
}

/** A query whose defaults are filled in. */
export interface CheckedQuery {
	readonly userId: string | null;
	readonly sessionIds: readonly string[] | null;
	readonly types: readonly string[] | null;
	readonly from: number | null;
	readonly to: number | null;
	readonly newestFirst: boolean;
	readonly limit: number;
	/** The position of the last entry of the page before. */
	readonly after: number | null;
}

/** @throws InvalidArgumentError for a limit or a cursor that won't do */
export function checkedQuery(query: AuditQuery): CheckedQuery {
	const { userId = null, sessionId, type, from = null, to = null, order = "newest", limit = 50, cursor } = query;
	if (!(Number.isInteger(limit) && limit >= 1 && limit <= 1000)) {
		throw new InvalidArgumentError(`limit is ${limit}: give a whole number from 1 to 1,000.`);
	}
	return {
		userId,
		sessionIds: listed(sessionId),
		types: listed(type),
		from,
		to,
		newestFirst: order === "newest",
		limit,
		after: cursor === undefined ? null : parseCursor(cursor),
	};
}

function listed(values: string | readonly string[] | undefined): readonly string[] | null {
	return values === undefined ? null : typeof values === "string" ? [values] : values;
}

function parseCursor(cursor: string): number {
	const position = /^\d{1,16}$/.test(cursor) ? Number(cursor) : Number.NaN;
	if (Number.isSafeInteger(position)) return position;
	throw new InvalidArgumentError(`Not a cursor of a trail: ${JSON.stringify(cursor)}. Give what the page before gave.`);
}

/** A page of what was found, which is one more than the limit where there is more. */
export function pageOf<Found extends { readonly position: number }, Item>(
	found: readonly Found[],
	limit: number,
	item: (found: Found) => Item,
): { items: readonly Item[]; cursor: string | null } {
	const shown = found.slice(0, limit);
	const last = found.length > limit ? shown.at(-1) : undefined;
	return { items: shown.map(item), cursor: last === undefined ? null : `${last.position}` };
}
