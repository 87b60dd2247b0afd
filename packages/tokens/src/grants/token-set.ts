/** All tokens of a session as one sealed text. Every seal is different, so the text itself is what writes are conditional on. */

import { createSealer, type SealerOptions } from "@sojourn/core";
import type { Grant } from "./grant.ts";

/**
 * The key of session data that the tokens are sealed under. A schema of the data must let it through, as an optional string;
 * data that is assigned anew must take it along, or the tokens are thrown away.
 */
export const tokensKey = "sojourn:tokens";

/** All grants of a session, opened. */
export interface TokenSet {
	/** As it is in the session's data; `undefined`: there is none. */
	readonly text: string | undefined;
	/** Grows with each write: of two sets of a session, the one with more is the newer one. 0 where nothing is. */
	readonly revision: number;
	/** By the name of their provider. */
	readonly grants: ReadonlyMap<string, Grant>;
}

interface Stored {
	readonly revision: number;
	readonly grants: readonly (readonly [provider: string, grant: Grant])[];
}

/** Opens and seals token sets. */
export interface TokenSets {
	/** A text of another session, or under a secret that is gone, holds nothing. */
	open(sessionId: string, text: string | undefined): Promise<TokenSet>;
	/** The set with one grant in place of another. */
	replace(sessionId: string, set: TokenSet, provider: string, grant: Grant): Promise<TokenSet>;
}

export function createTokenSets(secrets: SealerOptions["secrets"], now: () => number): TokenSets {
	const sealer = createSealer({ secrets, purpose: "tokens", now });
	return {
		async open(id, text) {
			const opened = text === undefined ? null : await sealer.open(text, { name: id });
			if (opened === null) return { text, revision: 0, grants: new Map() };
			const { revision, grants }: Stored = JSON.parse(opened.value);
			return { text, revision, grants: new Map(grants) };
		},

		async replace(id, set, provider, grant) {
			// By the clock, so that it also grows when the application threw its data away and began anew.
			const revision = Math.max(set.revision + 1, now());
			const grants = new Map(set.grants).set(provider, grant);
			const stored: Stored = { revision, grants: [...grants] };
			return { text: await sealer.seal(JSON.stringify(stored), { name: id }), revision, grants };
		},
	};
}

/** The sealed text in session data. */
export function textIn(data: object): string | undefined {
	const text = (data as { readonly [tokensKey]?: unknown })[tokensKey];
	return typeof text === "string" ? text : undefined;
}
