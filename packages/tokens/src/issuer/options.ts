/** What is wrong with options, in the words that all of them have. */

import { type Duration, InvalidArgumentError, milliseconds } from "@sojourn/core";

/** A duration in milliseconds; what is wrong with it becomes one more of the problems. */
export function readDuration(problems: string[], name: string, given: Duration, least: number): number {
	try {
		const value = milliseconds(given);
		if (value >= least) return value;
		problems.push(`${name} is ${given}: give at least ${least} ms.`);
	} catch (error) {
		if (!(error instanceof InvalidArgumentError)) throw error;
		problems.push(`${name} is ${given}: give milliseconds or a string such as "30m".`);
	}
	return Number.NaN;
}

/** What is wrong with an issuer identifier (RFC 8414, section 2). */
export function issuerProblems(issuer: string): string[] {
	const { protocol, search, hash } = URL.canParse(issuer) ? new URL(issuer) : { protocol: "", search: "", hash: "" };
	const isAddress = ["https:", "http:"].includes(protocol) && search === "" && hash === "";
	return isAddress ? [] : [`issuer is ${issuer}: give the application's address, without a query.`];
}

/** What is wrong with an audience. */
export function audienceProblems(audience: string | readonly string[]): string[] {
	const all: readonly unknown[] = [audience].flat();
	const areNames = all.length > 0 && all.every((name) => typeof name === "string" && name !== "");
	return areNames
		? []
		: ['audience is missing: name the API that accepts the tokens, such as "https://api.example.com".'];
}

/** What is wrong with the address of published keys: who can change them on their way can sign. */
export function jwksUriProblems(jwksUri: string): string[] {
	const { protocol, hostname } = URL.canParse(jwksUri) ? new URL(jwksUri) : { protocol: "", hostname: "" };
	const isSafe =
		protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname));
	return isSafe ? [] : [`jwksUri is ${jwksUri}: give an https address. Only this machine's own may be http.`];
}
