/** Sessions that came of sign-ins at a provider, for the tests of what ends them. */

import { createSessions, memoryStore, type Session, type SessionRequest } from "@sojourn/core";
import { createSessionIndex, type IdTokenClaims, memoryLedger, type TokenEvent } from "../src/index.ts";

const noRequest: SessionRequest = { method: "GET", secure: true, host: null, ip: null, header: () => undefined };

export function createSignedIn(issuer: string, now: () => number = Date.now) {
	const ledger = memoryLedger({ now });
	const sessions = createSessions({
		store: memoryStore({ now }),
		secrets: "a-secret-of-the-application-for-tests-0123456789",
		now,
	});
	const index = createSessionIndex(ledger, now);
	const reported: TokenEvent[] = [];

	return {
		ledger,
		sessions,
		reported,
		report: (event: TokenEvent) => void reported.push(event),

		/** A session of a user that is signed in with this session of the provider's. */
		async signIn(sub: string, sid?: string, claims: Partial<IdTokenClaims> = {}): Promise<Session> {
			const session = await sessions.load(noRequest);
			await session.login(sub);
			const iat = Math.floor(now() / 1000);
			const times = { aud: "sojourn", iat, exp: iat + 60 };
			await index.remember(session, { iss: issuer, sub, ...(sid !== undefined && { sid }), ...times, ...claims });
			return session;
		},

		/** How each of these sessions ended; `null` for those that are alive. */
		async ends(...some: Session[]): Promise<(string | null)[]> {
			const infos = await Promise.all(some.map(({ id }) => sessions.read(id ?? "")));
			return infos.map((info) => (info?.end ? `${info.end.state}: ${info.end.reason}` : null));
		},
	};
}
