/** All pages of a query, one after the other. */

import type { AuditEvent, AuditType } from "./event.ts";
import type { AuditQuery } from "./query.ts";
import type { AuditSource } from "./sink.ts";

/** How many events are asked for at a time. */
const pageSize = 1000;

/** The events of a query, read page by page as they are asked for. */
export async function* eventsOf<Type extends AuditType>(
	source: AuditSource,
	query: Omit<AuditQuery<Type>, "limit">,
): AsyncGenerator<AuditEvent<Type>> {
	let cursor = query.cursor ?? null;
	do {
		const page = await source.query({ ...query, limit: pageSize, ...(cursor !== null && { cursor }) });
		yield* page.items;
		cursor = page.cursor;
	} while (cursor !== null);
}

/** The same, all of them at once. */
export async function allEventsOf<Type extends AuditType>(
	source: AuditSource,
	query: Omit<AuditQuery<Type>, "limit">,
): Promise<AuditEvent<Type>[]> {
	const events: AuditEvent<Type>[] = [];
	for await (const event of eventsOf(source, query)) events.push(event);
	return events;
}
