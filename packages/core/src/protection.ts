/**
 * What protects an application's pages beside its sessions: security headers, and the check of cross-site requests. An
 * adapter puts it in front of `load`.
 */

import { randomBytes } from "#crypto";
import { ConfigurationError } from "./errors.ts";
import { createSecurityHeaders, headerProblems, type SecurityHeaderOptions } from "./headers.ts";
import { type CrossSiteOptions, crossSiteProblems, crossSiteVerdict, varyOn } from "./origin.ts";
import type { Header, SessionRequest } from "./request.ts";

/** What adapters let an application change. Everything is on by default. */
export interface ProtectionOptions {
	/** Security headers; `false` sets none. */
	readonly headers?: SecurityHeaderOptions | false;
	/** The check of cross-site requests; `false` switches it off. */
	readonly crossSite?: CrossSiteOptions | false;
}

/** What a response begins with, before any handler has run. */
export interface ResponseStart {
	/** For inline scripts and styles: another one for every response; empty when the policy uses none. */
	readonly nonce: string;
	/** Headers to set; a handler may change them. */
	readonly headers: readonly Header[];
	/** What to add to the `Vary` header; empty for nothing. */
	readonly vary: string;
}

/** What an adapter asks for each request. */
export interface Protection {
	/** The security headers of the response to this request. */
	start(request: SessionRequest): ResponseStart;
	/** Why the request is to be refused as another site's; `null` when it isn't. For the option `crossSite` of `load`. */
	crossSite(request: SessionRequest): string | null;
}

/**
 * Prepares the protection of an application.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function createProtection({ headers, crossSite }: ProtectionOptions = {}): Protection {
	const problems = [
		...(headers === false ? [] : headerProblems(headers)),
		...(crossSite === false ? [] : crossSiteProblems(crossSite)),
	];
	if (problems.length > 0) throw new ConfigurationError(problems);
	const security = headers === false ? null : createSecurityHeaders(headers, randomBytes);
	const vary = crossSite === false ? "" : varyOn.join(", ");
	const bare: ResponseStart = { nonce: "", headers: [], vary };
	return {
		start: (request) => (security === null ? bare : { ...security(request.secure), vary }),
		crossSite: (request) => (crossSite === false ? null : crossSiteVerdict(request, crossSite)),
	};
}
