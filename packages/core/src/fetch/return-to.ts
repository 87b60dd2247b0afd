/** Where to go after a login. */

const site = "http://self.invalid";

/**
 * Where to go after a login: the path, if it is one of this site; otherwise the fallback. Whatever a browser would take for
 * another origin isn't (OWASP, Unvalidated Redirects and Forwards): `//evil`, `/\evil`, `https:…`, those with tabs or line
 * breaks in them.
 *
 * @param value from a query or a form, of any type
 */
export function safeReturnTo(value: unknown, fallback = "/"): string {
	if (typeof value !== "string" || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value)) return fallback;
	const { origin, pathname, search, hash } = new URL(value, site);
	// "/.//evil" is "//evil" once it is resolved
	return origin === site && !pathname.startsWith("//") ? pathname + search + hash : fallback;
}
