/** What went wrong with a provider, in words for the person who wanted something of it. */

import { SignInError, type TokenError } from "@sojourn/tokens";

const refusals: Readonly<Record<string, string>> = {
	access_denied: "You refused. Nothing was changed.",
	"not-begun": "That sign-in wasn't begun in this browser, or too long ago. Try again.",
	replayed: "That sign-in was completed before. Try again.",
	"signed-out": "You signed out there meanwhile. Try again.",
};

/** @param provider its name */
export function providerProblem(error: TokenError, provider: string): string {
	const { advice, reason } = error;
	if (advice === "retry") return `${provider} can't be reached just now (${reason}). Try again in a moment.`;
	if (advice === "alert")
		return `${provider} and this site don't understand each other (${reason}). It has been noted.`;
	if (error instanceof SignInError)
		return refusals[reason] ?? `The sign-in at ${provider} failed (${reason}). Try again.`;
	return `There are no tokens of ${provider} any more (${reason}). Sign in there again.`;
}
