/** How strongly the provider says that the user proved who they are, in the words of a session's login. */

import type { LoginOptions } from "@sojourn/core";
import type { IdTokenClaims } from "../provider/sign-in-provider.ts";

/** Levels by the `acr` values of a provider, such as `{ "urn:acme:mfa": 2 }`. */
export type AssuranceLevels = { readonly [acr: string]: number };

/**
 * The methods that `amr` names (RFC 8176), and a level: the one that is given for the `acr`, otherwise 2 when several
 * factors were used, otherwise 1.
 */
export function assuranceOf(
	claims: IdTokenClaims,
	levels: AssuranceLevels,
): Required<Pick<LoginOptions, "methods" | "level">> {
	const { amr, acr } = claims;
	const methods = Array.isArray(amr) ? amr.filter((method) => typeof method === "string") : [];
	const level = typeof acr === "string" && Object.hasOwn(levels, acr) ? levels[acr] : undefined;
	return { methods, level: level ?? (methods.includes("mfa") ? 2 : 1) };
}
