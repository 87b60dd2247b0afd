/** What is being played on this server, left here by the test that started it: they are one process. */

import type { NextSessionsOptions } from "@sojourn/adapter-next";
import type { Sessions } from "@sojourn/core";
import type { ContractData, ContractRoute } from "@sojourn/core/testing";

export interface Played {
	readonly sessions: Sessions<ContractData>;
	readonly options: NextSessionsOptions;
	/** The routes of the contract, and the router that they are played on. */
	readonly contract?: { readonly routes: readonly ContractRoute[]; readonly router: "app" | "pages" };
}

export const shared = globalThis as { played?: Played };

export function played(): Played {
	if (shared.played === undefined) throw new Error("Nothing is being played.");
	return shared.played;
}
