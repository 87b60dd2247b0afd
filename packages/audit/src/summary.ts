/** What a user, or who helps one, should know of the last hours. */

import { InvalidArgumentError } from "@sojourn/core";
import type { AuditEvent } from "./event.ts";
import { allEventsOf } from "./pages.ts";
import { type Seen, seenIn, tally } from "./seen.ts";
import type { AuditSource } from "./sink.ts";

export interface SummaryOptions {
	/** How many hours back. Default 24. */
	readonly hours?: number;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** The security of a user's account over some time. Times are milliseconds since the epoch. */
export interface SecuritySummary {
	readonly userId: string;
	readonly from: number;
	readonly to: number;
	/** How many sessions something happened to. */
	readonly sessions: number;
	/** Logins, proofs of a user who was logged in already included. */
	readonly logins: number;
	/** How many sessions ended, by reason: `{ logout: 2, "token-reuse": 1 }`. */
	readonly ended: Readonly<Record<string, number>>;
	/** How often a token of one of these sessions was refused, by reason. */
	readonly refused: Readonly<Record<string, number>>;
	/** How often a fresh login was asked for, by reason. */
	readonly stepUps: Readonly<Record<string, number>>;
	readonly addresses: readonly Seen[];
	readonly devices: readonly Seen[];
	/** How many events there were, by type: those of the application included. */
	readonly events: Readonly<Record<string, number>>;
}

/** How many sessions one query asks for. */
const sessionsAtATime = 500;

/**
 * A user's last hours.
 *
 * @throws InvalidArgumentError when `hours` isn't more than 0
 */
export async function summary(
	source: AuditSource,
	userId: string,
	{ hours = 24, now = Date.now }: SummaryOptions = {},
): Promise<SecuritySummary> {
	if (!(hours > 0)) throw new InvalidArgumentError(`hours is ${hours}: give more than 0.`);
	const to = now();
	const span = { from: to - hours * 3_600_000, to: to + 1 };
	const own = await allEventsOf(source, { userId, ...span });
	const sessions = [...new Set(own.map((event) => event.sessionId).filter((id) => id !== null))];
	const refused = await refusals(source, sessions, span);
	const all = [...own, ...refused];
	return {
		userId,
		from: span.from,
		to,
		sessions: sessions.length,
		logins: own.filter((event) => event.type === "session.login").length,
		ended: tally(own.flatMap((event) => (event.type === "session.ended" ? [event.details.end.reason] : []))),
		refused: tally(refused.map((event) => event.details.reason)),
		stepUps: tally(own.flatMap((event) => (event.type === "session.step-up" ? [event.details.reason] : []))),
		addresses: seenIn(all, "ip"),
		devices: seenIn(all, "device"),
		events: tally(all.map((event) => event.type)),
	};
}

/** Who presents a token that isn't accepted is nobody's user yet, so these are found by their sessions. */
async function refusals(
	source: AuditSource,
	sessions: readonly string[],
	span: { readonly from: number; readonly to: number },
): Promise<readonly AuditEvent<"session.refused">[]> {
	const found: AuditEvent<"session.refused">[] = [];
	for (let from = 0; from < sessions.length; from += sessionsAtATime) {
		const sessionId = sessions.slice(from, from + sessionsAtATime);
		found.push(...(await allEventsOf(source, { sessionId, type: "session.refused", ...span })));
	}
	return found;
}
