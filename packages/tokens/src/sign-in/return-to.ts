/** Where to go after the sign-in. */

import { safeReturnTo } from "@sojourn/core/fetch";

/** Longer ones would make the cookie large. */
const maxLength = 1000;

/** The path of this site that a value of any type names; `/` for whatever is no such path, or is too long. */
export function pathOf(value: unknown): string {
	const path = safeReturnTo(value);
	return path.length <= maxLength ? path : "/";
}
