/** What is done when a provider says that a session, or a user, is signed out: the sessions that came of it end. */

import type { Operations } from "@sojourn/core";
import { type Report, tell } from "../events.ts";
import { digest } from "../ledger/digest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { createSessionIndex, type Party } from "./session-index.ts";

export interface ProviderLogoutOptions {
	/** What `createSessions` gave. */
	readonly sessions: Pick<Operations<object>, "read" | "end">;
	/** Where the index of sessions is, and which messages were received. */
	readonly ledger: Ledger;
	readonly report?: Report;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** A message that was found genuine. */
export interface LogoutMessage {
	/** The provider's name, for the report. */
	readonly provider: string;
	readonly by: "back-channel" | "shared-signal";
	/** Who sent it, and what it is called there. */
	readonly issuer: string;
	readonly jti: string;
	/** Whom it signs out. */
	readonly party: Party;
	/** When, in seconds since the epoch. */
	readonly at: number;
}

/**
 * Takes messages, each once.
 *
 * @param memory how long a message is remembered, in milliseconds: for longer than it would be accepted
 * @returns a function that is `false` for a message that came before. It rejects when sessions may be left: the message
 * can be sent again then.
 */
export function createProviderLogout(
	options: ProviderLogoutOptions,
	memory: number,
): (message: LogoutMessage) => Promise<boolean> {
	const { sessions, ledger, report, now = Date.now } = options;
	const index = createSessionIndex(ledger, now);

	return async ({ provider, by, issuer, jti, party, at }) => {
		const received = `received:${await digest(JSON.stringify([by, issuer, jti]))}`;
		if ((await ledger.get(received)) !== null) return false;
		for (const sessionId of await index.signOut(party, at)) {
			const session = await sessions.read(sessionId);
			if (!(await sessions.end(sessionId, { reason: "provider-logout" }))) continue;
			const userId = session?.userId ?? null;
			tell(report, { type: "sign-out.provider", at: now(), sessionId, userId, details: { provider, by } });
		}
		// Only now, so that a message whose sessions couldn't be ended isn't lost.
		await ledger.put(received, "1", null, memory);
		return true;
	};
}
