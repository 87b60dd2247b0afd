/** Where events go, and where they can be asked for again. */

import type { Page } from "@sojourn/core";
import type { AuditEvent, AuditType } from "./event.ts";
import type { AuditQuery } from "./query.ts";

/** Takes events: a table, a stream, a log, or what an application makes of them. */
export interface AuditSink {
	/** For messages and statistics. */
	readonly name: string;

	/**
	 * Takes a batch, in the order in which things happened. Throws when it should be tried again: the same batch then comes
	 * again, after a pause, until it is taken. A sink may have taken part of it: each event's `id` tells.
	 */
	write(events: readonly AuditEvent[]): Promise<void>;
}

/** Gives events again. */
export interface AuditSource {
	/**
	 * One page of the events that all of the conditions hold for.
	 *
	 * @throws InvalidArgumentError for a limit that isn't 1 to 1,000, or a cursor that is none
	 */
	query<Type extends AuditType = AuditType>(query?: AuditQuery<Type>): Promise<Page<AuditEvent<Type>>>;
}

/** A sink that can be asked, and that can forget a person. */
export interface AuditTrail extends AuditSink, AuditSource {
	/**
	 * Erases a user (GDPR, article 17): user id, address and device leave every entry about the user and the user's sessions.
	 * That something happened to a session stays. Call `flush()` of the audit before, so that nothing is still on its way.
	 *
	 * @returns how many entries were changed
	 */
	erase(userId: string): Promise<number>;
}
