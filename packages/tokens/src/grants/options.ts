/** What `createTokens` is told. */

import {
	ConfigurationError,
	type Duration,
	type InvalidArgumentError,
	milliseconds,
	type SealerOptions,
	type Timers,
} from "@sojourn/core";
import type { Report } from "../events.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { TokenProvider } from "../provider/provider.ts";
import type { TokenSessions } from "./vault.ts";

/** The options of {@link createTokens}. */
export interface TokensOptions<Data extends object> {
	/** What `createSessions` made. Tokens live in the data of its sessions, sealed. */
	readonly sessions: TokenSessions<Data>;
	/** What tokens are sealed under: the first secret seals, all of them open. Those of `createSessions` will do. */
	readonly secrets: SealerOptions["secrets"];
	/** By names of your choice: 1 to 64 letters, digits, `.`, `_`, `-`. */
	readonly providers: { readonly [name: string]: TokenProvider };
	/** What the servers of the application share. `memoryLedger()` will do for one process. */
	readonly ledger: Ledger;
	/** Is told what happens, for an audit trail. */
	readonly report?: Report;
	/**
	 * How long before its end an access token is refreshed, plus up to a fifth of that by chance. Default 5 minutes; at most
	 * half of the token's life.
	 */
	readonly refreshBefore?: Duration;
	/** How many refreshes a grant remembers. Default 10. */
	readonly history?: number;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
	/** Default: the platform's, which don't keep the process alive. */
	readonly timers?: Timers;
}

/** @throws ConfigurationError naming everything that is wrong with them. The secrets are `createSealer`'s to judge. */
export function checkOptions<Data extends object>(options: TokensOptions<Data>) {
	const { sessions, providers, ledger, refreshBefore = "5m", history = 10 } = options;
	const problems: string[] = [];
	if (typeof sessions?.update !== "function") problems.push("sessions is missing: give what createSessions() made.");
	if (typeof ledger?.put !== "function") problems.push("ledger is missing: give memoryLedger() or another one.");
	const entries = Object.entries(providers ?? {});
	if (entries.length === 0)
		problems.push("providers is empty: give at least one, such as { acme: createProvider(…) }.");
	for (const [name, provider] of entries) {
		if (!/^[\w.-]{1,64}$/.test(name))
			problems.push(`${JSON.stringify(name)} is no name: 1 to 64 letters, digits, ".", "_", "-".`);
		if (typeof provider?.refresh !== "function")
			problems.push(`providers.${name} has no refresh(): see TokenProvider.`);
	}
	if (!(Number.isInteger(history) && history >= 0 && history <= 100))
		problems.push(`history is ${history}: give a whole number from 0 to 100.`);
	let before = 0;
	try {
		before = milliseconds(refreshBefore);
	} catch (error) {
		problems.push(`refreshBefore: ${(error as InvalidArgumentError).message}`);
	}
	if (problems.length > 0) throw new ConfigurationError(problems);
	return { providers: new Map(entries), refreshBefore: before, history };
}
