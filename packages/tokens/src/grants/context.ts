/** What the parts of `createTokens` share. */

import { InvalidArgumentError, type Timers } from "@sojourn/core";
import type { Report } from "../events.ts";
import type { Lease } from "../ledger/lease.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { withLock } from "../ledger/lock.ts";
import type { TokenProvider } from "../provider/provider.ts";
import { busy } from "./failures.ts";
import type { Vault } from "./vault.ts";

export interface Context {
	readonly vault: Vault;
	readonly providers: ReadonlyMap<string, TokenProvider>;
	readonly ledger: Ledger;
	readonly report: Report | undefined;
	/** In milliseconds. */
	readonly refreshBefore: number;
	readonly history: number;
	readonly now: () => number;
	readonly timers: Timers;
}

/** Whose tokens: one provider's, in one session. */
export interface Owner {
	readonly sessionId: string;
	readonly userId: string | null;
	/** The provider's name. */
	readonly provider: string;
}

/** @throws InvalidArgumentError when it isn't configured */
export function providerOf({ providers }: Context, name: string): TokenProvider {
	const provider = providers.get(name);
	if (provider !== undefined) return provider;
	throw new InvalidArgumentError(`There is no provider ${JSON.stringify(name)}: add it to the options' providers.`);
}

/**
 * How long a lock outlives a process that died with it, and how long others wait for it: long enough for a provider that
 * answers late, and to inherit it.
 */
const lock = { ttl: "10s", waitFor: "30s" } as const;

/**
 * Does something with a grant's tokens at the provider, one at a time across all processes.
 *
 * @throws TokenRefreshError when others are at it for too long, StoreUnavailableError when the ledger fails
 */
export async function alone<Result>(
	{ ledger, now, timers }: Context,
	{ sessionId, provider }: Owner,
	work: (lease: Lease) => Promise<Result>,
): Promise<Result> {
	const locked = await withLock(ledger, `grant:${sessionId}:${provider}`, work, { ...lock, now, timers });
	if (locked.busy) throw busy(provider);
	return locked.result;
}
