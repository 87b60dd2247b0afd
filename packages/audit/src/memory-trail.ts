/** A trail in memory, for tests, development and what was going on a moment ago. */

import { ConfigurationError, type Page } from "@sojourn/core";
import type { AuditEvent, AuditType } from "./event.ts";
import { type AuditQuery, type CheckedQuery, checkedQuery, pageOf } from "./query.ts";
import type { AuditTrail } from "./sink.ts";

export interface MemoryTrailOptions {
	/** How many events are kept; the oldest go. Default 10,000. */
	readonly max?: number;
}

interface Kept {
	readonly position: number;
	readonly event: AuditEvent;
}

/**
 * Keeps the newest events of this process. Asking walks over all that is kept.
 *
 * @throws ConfigurationError when `max` won't do
 */
export function memoryTrail({ max = 10_000 }: MemoryTrailOptions = {}): AuditTrail {
	if (!(Number.isInteger(max) && max > 0)) throw new ConfigurationError([`max is ${max}: give a whole number from 1.`]);
	let kept: Kept[] = [];
	let count = 0;

	return {
		name: "memory",

		async write(events) {
			for (const event of events) kept.push({ position: ++count, event });
			if (kept.length > max) kept.splice(0, kept.length - max);
		},

		async query<Type extends AuditType>(query: AuditQuery<Type> = {}) {
			const checked = checkedQuery(query);
			const found = kept.filter((one) => isWanted(one, checked));
			if (checked.newestFirst) found.reverse();
			return pageOf(found, checked.limit, ({ event }) => event) as Page<AuditEvent<Type>>;
		},

		async erase(userId) {
			const own = kept.filter(({ event }) => event.userId === userId);
			const sessions = new Set(own.map(({ event }) => event.sessionId));
			let erased = 0;
			kept = kept.map(({ position, event }) => {
				const isOwn = event.userId === userId;
				const isOfOwnSession = event.userId === null && event.sessionId !== null && sessions.has(event.sessionId);
				if (!isOwn && !(isOfOwnSession && (event.ip !== null || event.device !== null))) return { position, event };
				erased++;
				return { position, event: { ...event, userId: null, ip: null, device: null } };
			});
			return erased;
		},
	};
}

function isWanted({ position, event }: Kept, query: CheckedQuery): boolean {
	const { userId, sessionIds, types, from, to, after, newestFirst } = query;
	if (after !== null && (newestFirst ? position >= after : position <= after)) return false;
	if (userId !== null && event.userId !== userId) return false;
	if (sessionIds !== null && (event.sessionId === null || !sessionIds.includes(event.sessionId))) return false;
	if (types !== null && !types.includes(event.type)) return false;
	return (from === null || event.at >= from) && (to === null || event.at < to);
}
