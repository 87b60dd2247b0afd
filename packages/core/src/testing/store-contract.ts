/**
 * The store contract as tests. They know no test runner: each case has a name and a function that throws when the
 * contract isn't kept.
 *
 * ```ts
 * for (const { name, run } of storeContract({ capabilities: ["user-index"], open })) test(name, run);
 * ```
 */

import type { SessionStore } from "../store.ts";
import { endCases } from "./store/end-cases.ts";
import { identityCases } from "./store/identity-cases.ts";
import { limitCases } from "./store/limit-cases.ts";
import { raceCases } from "./store/race-cases.ts";
import { recordCases } from "./store/record-cases.ts";
import { scanCases } from "./store/scan-cases.ts";
import { sweepCases } from "./store/sweep-cases.ts";
import { userIndexCases } from "./store/user-index-cases.ts";
import { type Cases, createWorld, type StoreCapability } from "./store/world.ts";

/** What a case is given to work with. */
export interface OpenStore {
	readonly store: SessionStore;
	/** A second client on the same backend, with the same clock. Left out: there is only one client to the backend. */
	another?(): Promise<SessionStore>;
	/** Closes and removes everything that was opened. */
	close(): Promise<void>;
}

export interface StoreContractOptions {
	/** What the store can do beyond the required methods. Each one's cases run, and fail when a method is missing. */
	readonly capabilities: readonly StoreCapability[];
	/**
	 * Opens an empty store for one case.
	 *
	 * @param clock - The store must go by it: milliseconds since the epoch. It starts at the real time (a backend's own
	 * expiry goes by that) and moves only when the case moves it, by up to some days.
	 */
	open(clock: () => number): Promise<OpenStore>;
}

export interface ContractCase {
	readonly name: string;
	/** @throws ContractError when the contract isn't kept; whatever the store throws. */
	run(): Promise<void>;
}

/** All cases that a store with these capabilities must pass. */
export function storeContract({ capabilities, open }: StoreContractOptions): readonly ContractCase[] {
	const groups: readonly (readonly [StoreCapability | null, Cases])[] = [
		[null, recordCases],
		[null, endCases],
		[null, identityCases],
		[null, raceCases],
		[null, limitCases],
		["user-index", userIndexCases],
		["scan", scanCases],
		["sweep", sweepCases],
	];
	return groups
		.filter(([capability]) => capability === null || capabilities.includes(capability))
		.flatMap(([, cases]) => Object.entries(cases))
		.map(([name, run]) => ({
			name,
			async run() {
				const clock = { now: Date.now() };
				const opened = await open(() => clock.now);
				try {
					await run(createWorld(clock, opened.store, (await opened.another?.()) ?? opened.store));
				} finally {
					await opened.close();
				}
			},
		}));
}
