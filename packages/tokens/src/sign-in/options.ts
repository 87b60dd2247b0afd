/** What a sign-in is made of, and what each one may ask for. */

import { ConfigurationError, type Duration, type SealedCookieOptions } from "@sojourn/core";
import type { Ledger } from "../ledger/ledger.ts";
import type { SignInProvider } from "../provider/sign-in-provider.ts";
import type { AssuranceLevels } from "./assurance.ts";

export interface SignInOptions extends Pick<SealedCookieOptions, "secrets" | "development" | "now"> {
	readonly provider: SignInProvider;
	/** The address of this site that the provider sends browsers back to, as it is registered there. */
	readonly redirectUri: string;
	/** Remembers which sign-ins are completed, so that none is completed twice. */
	readonly ledger: Ledger;
	/** What is asked for, separated by spaces. Default `"openid"`. */
	readonly scope?: string;
	/**
	 * How the cookies' names begin, one of which is set for each sign-in. Default `"__Host-Http-sign-in"`, in development
	 * `"sign-in"`.
	 */
	readonly name?: string;
	/** Binds the tokens to a key of this sign-in's own (DPoP, RFC 9449). Default `false`. */
	readonly dpop?: boolean;
	/** Assurance levels by the provider's `acr` values. Otherwise the level is 2 where `amr` has `mfa`, and 1 elsewhere. */
	readonly levels?: AssuranceLevels;
}

/** One sign-in. */
export interface BeginOptions {
	/** The request's `Cookie` header, so that a browser doesn't gather sign-ins that it never completes. */
	readonly cookieHeader?: string | undefined;
	/** Where the user goes afterwards: a path of this site, straight from a query. Anything else becomes `/`. */
	readonly returnTo?: unknown;
	/** Whether the provider asks the user anything (OpenID Connect Core 1.0, section 3.1.2.1). */
	readonly prompt?: "none" | "login" | "consent" | "select_account" | (string & {});
	/** How long ago the user may have proved who they are. Checked when the sign-in is completed. */
	readonly maxAge?: Duration;
	/** Ways of proving it, any of which will do. Checked when the sign-in is completed (RFC 9470, section 5). */
	readonly acrValues?: readonly string[];
	/** Whom the provider should expect: an e-mail address, a telephone number. */
	readonly loginHint?: string;
	/** The API that the access token is for (RFC 8707). */
	readonly resource?: string;
	/** Parameters of the provider's own, such as `{ access_type: "offline" }`. */
	readonly parameters?: { readonly [name: string]: string };
}

/** The parameters of an authorization request that aren't the protocol's own business. */
export function parametersOf(options: BeginOptions): { [name: string]: string } {
	const { prompt, acrValues, loginHint, parameters } = options;
	const known = { prompt, acr_values: acrValues?.join(" "), login_hint: loginHint };
	const given = Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return { ...parameters, ...Object.fromEntries(given) };
}

/** @throws ConfigurationError naming everything that is wrong with them. Secrets and name are the cookie's to judge. */
export function checkOptions({ redirectUri, scope = "openid", development = false }: SignInOptions): void {
	const problems: string[] = [];
	const { protocol = "", hash = "" } = URL.parse(redirectUri) ?? {};
	if (protocol !== "https:" && !(development && protocol === "http:"))
		problems.push(
			"redirectUri is no https address: give the one that is registered at the provider, or set development: true for http.",
		);
	if (hash !== "") problems.push("redirectUri has a fragment: leave it out (RFC 6749, section 3.1.2).");
	if (!scope.split(" ").includes("openid"))
		problems.push('scope lacks "openid": without it nobody says who signed in.');
	if (problems.length > 0) throw new ConfigurationError(problems);
}
