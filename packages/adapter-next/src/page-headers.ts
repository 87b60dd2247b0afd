/** The security headers of pages: core's, with what Next's own scripts need. */

import type { CspDirectives, ProtectionOptions } from "@sojourn/core";

const inline: CspDirectives = { "script-src": "'self' 'unsafe-inline'", "style-src": "'self' 'unsafe-inline'" };

/**
 * In development all pages are rendered when they are asked for. React evaluates code to show where errors come from, and
 * Next injects styles.
 */
const development: CspDirectives = {
	"script-src": "'nonce' 'strict-dynamic' 'unsafe-eval'",
	"style-src": "'self' 'unsafe-inline'",
};

/** @param built whether the page is rendered when the application is built, when there is no nonce yet */
export function pageHeaders(
	headers: NonNullable<ProtectionOptions["headers"]>,
	built: boolean,
): NonNullable<ProtectionOptions["headers"]> {
	if (headers === false || headers.csp === false) return headers;
	if (process.env.NODE_ENV === "development") return { ...headers, csp: { ...development, ...headers.csp } };
	return { ...headers, csp: { ...headers.csp, ...(built && inline) } };
}
