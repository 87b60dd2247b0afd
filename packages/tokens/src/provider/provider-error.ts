/** The errors that callers get: which step failed at which provider, and what to do next. */

import type { Advice, TokenError, TokenErrorOptions } from "../errors.ts";
import type { ProviderFailure } from "./provider-failure.ts";

/** A step, as errors tell it. */
export interface Step {
	/** As in "the … failed". */
	readonly name: string;
	readonly Error: new (message: string, options: TokenErrorOptions) => TokenError;
}

const nextSteps: { readonly [advice in Advice]: string } = {
	retry: "Try again later.",
	"sign-in": "Send the user to sign in.",
	alert: "Somebody has to look at it: it won't pass by itself.",
};

/** What is worth knowing beyond that. */
const hints: { readonly [reason: string]: string } = {
	invalid_client: "Check clientId, clientSecret or clientKey, and clientAuthentication.",
	unauthorized_client: "Allow this grant for the client at the provider.",
	invalid_scope: "Ask for scopes that the provider knows and the user agreed to.",
	invalid_target: "Ask for a resource that the provider knows and the user agreed to.",
	"issuer-mismatch": "Give issuer exactly as the provider's metadata has it, slash at the end included.",
	"insecure-endpoint": "Tokens travel over https; http is for loopback addresses, with development: true.",
	"no-endpoint": "Its metadata names no such endpoint: name it in metadata, or leave the call out.",
	redirect: "Requests with tokens don't follow redirects: name the final address in metadata.",
};

/** The error for a failure. */
export function providerError(issuer: string, step: Step, failure: ProviderFailure): TokenError {
	const { reason, advice, retryAfter, cause } = failure;
	const next = hints[reason] ?? nextSteps[advice];
	return new step.Error(`The ${step.name} at ${issuer} failed (${reason}). ${next}`, {
		advice,
		reason,
		...(cause !== undefined && { cause }),
		...(retryAfter !== undefined && { retryAfter: Math.ceil(retryAfter / 1000) }),
	});
}
