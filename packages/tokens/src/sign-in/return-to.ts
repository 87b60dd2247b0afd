/** Where to go after the sign-in. */

/** Longer ones would make the cookie large. */
const maxLength = 1000;

/**
 * The path of this site that a value names; `/` for whatever is no such path, or would lead a browser to another origin
 * (OWASP, Unvalidated Redirects and Forwards): absolute addresses, `//evil`, `/\evil`, those with control characters.
 *
 * @param value from a query or a form, of any type
 * @param site an address of this site
 */
export function pathOf(value: unknown, site: string): string {
	if (typeof value !== "string" || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value)) return "/";
	const { origin, pathname, search, hash } = new URL(value, site);
	const path = pathname + search + hash;
	// "/.//evil" is "//evil" once it is resolved
	const stays = origin === new URL(site).origin && !path.startsWith("//");
	return stays && path.length <= maxLength ? path : "/";
}
