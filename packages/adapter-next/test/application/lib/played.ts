/** The contract's application of the case that is being played, left here by the test that started this server. */

import type { ContractApp } from "@sojourn/core/testing";

/** A case, and the router it is played on. */
export interface Played extends ContractApp {
	readonly router: "app" | "pages";
}

/** What the test and the server, which are one process, have in common. */
export const shared = globalThis as { played?: Played };

export function played(): Played {
	if (shared.played === undefined) throw new Error("No case is being played.");
	return shared.played;
}
