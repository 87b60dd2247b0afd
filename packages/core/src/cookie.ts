/** One cookie: how a response sets it, how it is found in a request, and which settings are safe (RFC 6265bis). */

import { choiceProblems, InvalidArgumentError, problem } from "./errors.ts";

/** A `Set-Cookie` header as values. */
export interface SetCookie {
	readonly name: string;
	readonly value: string;
	readonly path: string;
	/** Left out: sent to the host that set it, and to no subdomain. */
	readonly domain?: string;
	readonly secure: boolean;
	readonly httpOnly: boolean;
	readonly sameSite: "lax" | "strict" | "none";
	/** How long the browser keeps it, in seconds. Without it, until the browser is closed. */
	readonly maxAge?: number;
	/** The same as a time, in milliseconds since the epoch. `maxAge` wins. */
	readonly expires?: number;
}

/** What browsers keep of one cookie: the bytes of its name and value together (RFC 6265bis, 5.6). */
export const maxCookieSize = 4096;

const namePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const valuePattern = /^[!#-+\--:<-[\]-~]*$/;
const pathPattern = /^\/[ -:<-~]*$/;
const domainPattern = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i;

/**
 * The value of a `Set-Cookie` header (RFC 6265bis, 4.1).
 *
 * @throws InvalidArgumentError when the browser would drop the cookie or read another: a name, value, path or domain
 *   with characters that don't belong there, or more than 4096 bytes of name and value.
 */
export function serializeCookie(cookie: SetCookie): string {
	const { name, value, path, domain, secure, httpOnly, sameSite, maxAge, expires } = cookie;
	const refuse = (problem: string): never => {
		throw new InvalidArgumentError(`The cookie ${JSON.stringify(name)} can't be set: ${problem}.`);
	};
	if (!namePattern.test(name)) refuse("its name has characters other than those of a token (RFC 9110, 5.6.2)");
	if (!valuePattern.test(value)) refuse("its value has characters that cookies can't carry; encode it, as base64url");
	if (!pathPattern.test(path)) refuse('its path must begin with "/" and have no ";"');
	if (domain !== undefined && !domainPattern.test(domain)) refuse("its domain is no host name");
	if (name.length + value.length > maxCookieSize) {
		refuse(`name and value have ${name.length + value.length} bytes, and browsers keep ${maxCookieSize}`);
	}
	let text = `${name}=${value}; Path=${path}`;
	if (domain !== undefined) text += `; Domain=${domain}`;
	if (maxAge !== undefined) text += `; Max-Age=${Math.floor(maxAge)}`;
	if (expires !== undefined) text += `; Expires=${new Date(expires).toUTCString()}`;
	if (secure) text += "; Secure";
	if (httpOnly) text += "; HttpOnly";
	return `${text}; SameSite=${sameSite[0]?.toUpperCase()}${sameSite.slice(1)}`;
}

/** The cookie that removes this one: same name and attributes, no value, and a time that is past. */
export function expiredCookie(cookie: SetCookie): SetCookie {
	return { ...cookie, value: "", maxAge: 0, expires: 0 };
}

const maxHeaderLength = 2 ** 16;
const maxValues = 8;

/**
 * Every value that a `Cookie` header has under a name, in its order, without quotes around it. A browser sends several
 * when cookies of different paths or domains have the same name, so the first needn't be the right one.
 *
 * @returns at most 8; none of a header longer than 65,536 characters.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
	const values: string[] = [];
	if (header === undefined || header.length > maxHeaderLength) return values;
	for (let at = header.indexOf(name); at >= 0 && values.length < maxValues; at = header.indexOf(name, at + 1)) {
		const before = skipBack(header, at);
		if (before > 0 && header[before - 1] !== ";") continue;
		const equals = skip(header, at + name.length);
		if (header[equals] !== "=") continue;
		const semicolon = header.indexOf(";", equals);
		let from = skip(header, equals + 1);
		let to = skipBack(header, semicolon < 0 ? header.length : semicolon);
		if (to - from > 1 && header[from] === '"' && header[to - 1] === '"') {
			from++;
			to--;
		}
		values.push(header.slice(from, to));
	}
	return values;
}

/** The first place from `at` that is neither space nor tab. */
function skip(text: string, at: number): number {
	let to = at;
	while (isBlank(text.charCodeAt(to))) to++;
	return to;
}

/** The last place up to `at` that has neither space nor tab before it. */
function skipBack(text: string, at: number): number {
	let to = at;
	while (isBlank(text.charCodeAt(to - 1))) to--;
	return to;
}

function isBlank(code: number): boolean {
	return code === 32 || code === 9;
}

/**
 * How the session cookie is set. Every default is the safe one; leave out what you have no reason to change. `HttpOnly`
 * is always set: no script has a use for it.
 */
export interface CookieOptions {
	/**
	 * Default `"__Host-Http-sid"`, in development `"sid"`. A prefix is the browser's promise to the server: `__Host-` that
	 * this host alone could set it, over https (RFC 6265bis, 4.1.3); `__Http-` also that no script did (draft-ietf-httpbis-
	 * layered-cookies). Browsers that don't know `__Host-Http-` treat it as `__Host-`.
	 */
	readonly name?: string;
	/**
	 * On which cross-site requests it is sent (RFC 6265bis, 5.6.7). Default `"lax"`: on links only. `"strict"`: on none, so
	 * that who comes by a link isn't logged in. `"none"`: on all, for embedding in other sites.
	 */
	readonly sameSite?: "lax" | "strict" | "none";
	/**
	 * Sends it to this domain's subdomains too. Default none: the host alone (OWASP Session Management, "Domain and Path
	 * Attributes"). Needs a name without `__Host-`.
	 */
	readonly domain?: string;
	/** Default `"/"`. No protection: pages of one host can read each other's. Another needs a name without `__Host-`. */
	readonly path?: string;
	/** Sent over https only. Default `true`; `false` is for development. */
	readonly secure?: boolean;
	/**
	 * Whether it outlives the browser, for as long as the session may last. Default `false`. When a session is over is
	 * decided on the server in either case.
	 */
	readonly persistent?: boolean;
}

/** {@link CookieOptions} with the defaults filled in. */
export interface CookieSettings extends Pick<SetCookie, "name" | "path" | "domain" | "secure" | "sameSite"> {
	readonly persistent: boolean;
}

const hostPrefix = /^__host-/i;
const securePrefix = /^__(secure|host|http)-/i;

/**
 * Fills in the defaults.
 *
 * @param development - On a developer's machine there is no https, so `Secure` and the prefix that needs it are left out
 *   unless the other options need them.
 */
export function resolveCookie(options: CookieOptions = {}, development = false): CookieSettings {
	const { name = development ? "sid" : "__Host-Http-sid", sameSite = "lax", path = "/", persistent = false } = options;
	const secure = options.secure ?? (!development || sameSite === "none" || securePrefix.test(name));
	return { name, sameSite, path, secure, persistent, ...(options.domain !== undefined && { domain: options.domain }) };
}

/** What in the options is unsafe, or would make browsers drop the cookie; each with its fix. */
export function cookieProblems(options: CookieOptions = {}, development = false): string[] {
	const { name, sameSite, path, domain, secure } = resolveCookie(options, development);
	const problems = choiceProblems("cookie.sameSite", sameSite, "lax", "strict", "none");
	if (!namePattern.test(name)) problems.push(problem("cookie.name", name, 'letters, digits, "-" and "_"'));
	if (!pathPattern.test(path)) problems.push(problem("cookie.path", path, 'one that begins with "/", without ";"'));
	if (domain !== undefined && !domainPattern.test(domain))
		problems.push(problem("cookie.domain", domain, 'a host name such as "example.com"'));
	if (hostPrefix.test(name) && (domain !== undefined || path !== "/"))
		problems.push(`cookie.domain and cookie.path make browsers drop ${name}: leave them out, or rename it.`);
	if (!secure && (!development || sameSite === "none" || securePrefix.test(name)))
		problems.push(
			"cookie.secure is false: leave it out, or set development: true, with neither SameSite=None nor a prefix.",
		);
	return problems;
}

/**
 * The cookie of these settings.
 *
 * @param maxAge - In seconds; left out, it goes when the browser is closed.
 */
export function sessionCookie(settings: CookieSettings, value: string, maxAge?: number): SetCookie {
	const { persistent, ...attributes } = settings;
	return { ...attributes, value, httpOnly: true, ...(maxAge !== undefined && { maxAge }) };
}
