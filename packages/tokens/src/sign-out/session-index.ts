/** Which sessions a provider's session, or a user at that provider, is signed in with. Kept in the ledger. */

import { InvalidArgumentError, type Session } from "@sojourn/core";
import { SignInError } from "../errors.ts";
import { digest } from "../ledger/digest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { IdTokenClaims } from "../provider/sign-in-provider.ts";

/** Of whom a provider speaks: one of its sessions, or all of a user's. */
export interface Party {
	/** Its issuer identifier. */
	readonly issuer: string;
	/** The provider's session. It decides when both are there. */
	readonly sid?: string | undefined;
	/** The user. */
	readonly sub?: string | undefined;
}

export interface SessionIndex {
	/**
	 * Notes with whom a session is signed in, for as long as the session may live. To be called after `session.login()`,
	 * whose session has another id than the visitor's.
	 *
	 * @throws SignInError with the reason `signed-out` when the provider said meanwhile that this is over: the session is
	 * ended then; InvalidArgumentError when nobody is logged in
	 */
	remember(session: Session<object>, claims: IdTokenClaims): Promise<void>;

	/**
	 * The ids of the party's sessions, ended ones among them. Sessions whose sign-in is on its way find out in `remember`.
	 *
	 * @param at when the provider ended them, in seconds since the epoch
	 */
	signOut(party: Party, at: number): Promise<readonly string[]>;
}

/** How long a provider's word is kept for sign-ins that are on their way: more than the time to exchange a code and log in. */
const onTheWay = 10 * 60_000;

export function createSessionIndex(ledger: Ledger, now: () => number = Date.now): SessionIndex {
	/** Whether the provider ended it since it gave the ID token. */
	async function isOver({ iss: issuer, sid, sub, iat }: IdTokenClaims): Promise<boolean> {
		if (sid !== undefined && (await ledger.get(await keyOf("signed-out", { issuer, sid }))) !== null) return true;
		const at = await ledger.get(await keyOf("signed-out", { issuer, sub }));
		return at !== null && Number(at) >= iat;
	}

	return {
		async remember(session, claims) {
			const { info } = session;
			if (info === null || info.userId === null)
				throw new InvalidArgumentError("Nobody is logged in: call session.login(userId) first.");
			const { iss: issuer, sid, sub } = claims;
			const ttl = Math.max(1, info.expiresAt - now());
			for (const party of [{ issuer, sub }, ...(sid === undefined ? [] : [{ issuer, sid }])])
				await ledger.add(await keyOf("signed-in", party), info.id, ttl);
			// Asked after the note is there: whoever signs out now finds it.
			if (!(await isOver(claims))) return;
			await session.end("provider-logout", "invalidated");
			throw new SignInError("The provider signed the user out meanwhile: begin again.", {
				advice: "sign-in",
				reason: "signed-out",
			});
		},

		async signOut(party, at) {
			const key = await keyOf("signed-out", party);
			const known = await ledger.get(key);
			// Another server that writes it first was told the same.
			if (known === null || Number(known) < at) await ledger.put(key, `${at}`, known, onTheWay);
			return ledger.members(await keyOf("signed-in", party));
		},
	};
}

/** Hashed: what providers call sessions and users may be of any length. */
async function keyOf(kind: "signed-in" | "signed-out", { issuer, sid, sub }: Party): Promise<string> {
	const party = sid === undefined ? ["sub", issuer, sub] : ["sid", issuer, sid];
	return `${kind}:${await digest(JSON.stringify(party))}`;
}
