/**
 * What a refresh brought, left in the ledger, sealed, for the grace period. It is there before the session is written: if
 * the process dies in between, the next one takes it up. And processes whose read of the session is behind find it there.
 */

import type { Ledger } from "../ledger/ledger.ts";
import type { Grant } from "./grant.ts";
import { grace } from "./recent.ts";
import type { TokenSet, TokenSets } from "./token-set.ts";

export interface Successors {
	/** Notes that a grant is followed by the one in the set. Nothing but the safety net depends on it: never throws. */
	leave(grant: Grant, set: TokenSet): Promise<void>;
	/** What follows a grant. @throws StoreUnavailableError when the ledger fails */
	find(sessionId: string, provider: string, grant: Grant): Promise<Grant | undefined>;
	/** The set isn't to be taken up. Never throws. */
	forget(grant: Grant, set: TokenSet): Promise<void>;
}

export function createSuccessors(ledger: Ledger, sets: TokenSets): Successors {
	const keyOf = ({ id, version }: Grant) => `successor:${id}:${version}`;
	return {
		async leave(grant, { text = "" }) {
			await ledger.put(keyOf(grant), text, null, grace).catch(() => {});
		},
		async find(sessionId, provider, grant) {
			const text = await ledger.get(keyOf(grant));
			return text === null ? undefined : (await sets.open(sessionId, text)).grants.get(provider);
		},
		async forget(grant, { text = "" }) {
			await ledger.remove(keyOf(grant), text).catch(() => {});
		},
	};
}
