/** The HTTP contract: what a server with sessions must do, whatever its framework. */

import { cookieCases } from "./http/cookie-cases.ts";
import { crossSiteCases } from "./http/cross-site-cases.ts";
import { lifecycleCases } from "./http/lifecycle-cases.ts";
import { responseCases } from "./http/response-cases.ts";
import { type HttpContractOptions, play } from "./http/scene.ts";
import { streamCases } from "./http/stream-cases.ts";
import type { ContractCase } from "./store-contract.ts";

/**
 * The cases of the HTTP contract, for any test runner: `for (const { name, run } of httpContract(options)) test(name, run)`.
 * Names begin with the id of the requirement that they show (S1 to S13: sessions, C1 to C9: cookies, T1, T2: seals, X1,
 * X2: cross-site requests). Each starts a server of its own.
 */
export function httpContract(options: HttpContractOptions): readonly ContractCase[] {
	return [...lifecycleCases, ...responseCases, ...streamCases, ...cookieCases, ...crossSiteCases].map((one) => ({
		name: one.name,
		run: () => play(options, one),
	}));
}
