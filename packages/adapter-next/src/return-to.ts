/** The way to the login page and back. */

import { safeReturnTo } from "@sojourn/core/fetch";

/**
 * The login page's address, with `reason` and `returnTo` in its query.
 *
 * @param from where the visitor was, if it is known
 */
export function loginAddress(loginPath: string, reason: string, from: string | null | undefined): string {
	const returnTo = safeReturnTo(from);
	const query = new URLSearchParams(returnTo === "/" ? { reason } : { reason, returnTo });
	return `${loginPath}?${query}`;
}
