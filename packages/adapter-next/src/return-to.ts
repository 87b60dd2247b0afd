/** The way to the login page and back. */

/**
 * Where to go after the login: the path, if it is one of this application; otherwise the fallback. Whatever a browser
 * would take for another origin isn't (OWASP, Unvalidated Redirects and Forwards): `//evil`, `/\evil`, `https:…`, those
 * with tabs or line breaks in them.
 *
 * @param value from a query or a form, of any type
 */
export function safeReturnTo(value: unknown, fallback = "/"): string {
	if (typeof value !== "string" || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value)) return fallback;
	const { origin, pathname, search, hash } = new URL(value, "http://self.invalid");
	// "/.//evil" is "//evil" once it is resolved
	return origin === "http://self.invalid" && !pathname.startsWith("//") ? pathname + search + hash : fallback;
}

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
