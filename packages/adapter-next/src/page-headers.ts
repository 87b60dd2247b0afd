/** The security headers of pages: core's, with what Next's own scripts need. */

import { type CspDirectives, createProtection, type Protection, type ProtectionOptions } from "@sojourn/core";

const inline: CspDirectives = { "script-src": "'self' 'unsafe-inline'", "style-src": "'self' 'unsafe-inline'" };

/** In development React evaluates code to show where errors come from, and Next injects styles. */
const development: CspDirectives = {
	"script-src": "'nonce' 'strict-dynamic' 'unsafe-eval'",
	"style-src": "'self' 'unsafe-inline'",
};

/**
 * The headers that a page begins with.
 *
 * @param built whether the page is rendered when the application is built, when there is no nonce yet
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function createPageHeaders({ headers, crossSite }: ProtectionOptions, built: boolean): Protection["start"] {
	const { csp, ...others } = headers || {};
	const defaults = process.env.NODE_ENV === "development" ? development : {};
	const policy = csp !== false && { ...defaults, ...csp, ...(built && inline) };
	const protection = { ...(crossSite !== undefined && { crossSite }) };
	return createProtection({ ...protection, headers: headers !== false && { ...others, csp: policy } }).start;
}
