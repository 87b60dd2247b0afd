/** Sign-ins that are on their way: what the second half must know of the first, sealed in the browser that began it. */

import { createSealedCookie, type SealedCookie, type SealedCookieOptions, type SetCookie } from "@sojourn/core";
import type { SignInSecrets } from "../provider/sign-in-provider.ts";

/** What is known of one. The redirect URI isn't in it: it is the same for all. */
export interface Transaction extends Omit<SignInSecrets, "redirectUri"> {
	readonly returnTo: string;
	/** One of them must be met. */
	readonly acrValues?: readonly string[] | undefined;
}

/** How many a browser has at once at most: tabs in which a sign-in was begun and not completed. */
const most = 5;

/** Of a state, what its cookie is named for: when it was begun, so that names sort by age, and some of what is random. */
const idLength = 15;
const idPattern = /^[\w-]{15}$/;
const statePattern = /^[\w-]{52}$/;

/** A state: when it was made, in milliseconds in nine digits of base 36, and 256 random bits. */
export function newState(at: number, random: string): string {
	return at.toString(36).padStart(9, "0") + random;
}

/** Keeps transactions in cookies, one for each, so that tabs don't get in each other's way. */
export interface Transactions {
	/** The cookies to set: that of the transaction, and the expired ones of the oldest beyond five. */
	keep(transaction: Transaction, header: string | undefined): Promise<SetCookie[]>;
	/** The transaction with that state which this browser began; `null` when there is none, or its time is up. */
	find(state: string, header: string | undefined): Promise<Transaction | null>;
	/** The cookies to set so that the browser forgets it. */
	forget(state: string, header: string | undefined): SetCookie[];
}

/** @throws ConfigurationError naming everything that is wrong with the options */
export function createTransactions(options: SealedCookieOptions): Transactions {
	const { name } = options;
	const cookieOf = (id: string): SealedCookie => createSealedCookie({ ...options, name: `${name}-${id}` });
	// What is wrong with the options is wrong with any.
	cookieOf("");

	return {
		async keep(transaction, header) {
			const kept = await cookieOf(transaction.state.slice(0, idLength)).write(JSON.stringify(transaction), header);
			const tooMany = idsIn(header, `${name}-`).slice(0, 1 - most);
			return [...kept, ...tooMany.flatMap((id) => cookieOf(id).clear(header))];
		},

		async find(state, header) {
			if (!statePattern.test(state)) return null;
			const opened = await cookieOf(state.slice(0, idLength)).read(header);
			const transaction = opened && (JSON.parse(opened.value) as Transaction);
			return transaction?.state === state ? transaction : null;
		},

		forget: (state, header) => (statePattern.test(state) ? cookieOf(state.slice(0, idLength)).clear(header) : []),
	};
}

/** Which transactions a `Cookie` header tells of, the oldest first. */
function idsIn(header: string | undefined, prefix: string): string[] {
	const ids = new Set<string>();
	for (const pair of header?.split(";", 200) ?? []) {
		const name = pair.slice(0, Math.max(0, pair.indexOf("="))).trim();
		const id = name.slice(prefix.length);
		if (name.startsWith(prefix) && idPattern.test(id)) ids.add(id);
	}
	return [...ids].sort();
}
