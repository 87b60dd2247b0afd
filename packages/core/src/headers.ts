/**
 * Security headers of a response (OWASP HTTP Headers and CSP cheat sheets, CSP 3). All that can be is put together once;
 * a response costs one nonce and one join.
 */

import { toBase64url } from "./base64url.ts";
import type { Duration } from "./duration.ts";
import { parseDuration } from "./duration.ts";
import type { Header } from "./request.ts";

/**
 * Directives of a Content-Security-Policy by their names, each with its sources. `'nonce'` (in its quotes, as in
 * `"style-src": ["'self'", "'nonce'"]`) stands for the nonce of the response; `false` leaves a default directive out.
 */
export interface CspDirectives {
	readonly [directive: string]: string | readonly string[] | false;
}

/** What may be changed about the security headers. A header given as a string is sent so; `false` leaves it out. */
export interface SecurityHeaderOptions {
	/**
	 * `"pages"` (default): a policy for HTML whose scripts carry the nonce. `"api"`: responses that load nothing, such as
	 * JSON.
	 */
	readonly profile?: "pages" | "api";
	/** Laid over the profile's directives, one by one. */
	readonly csp?: CspDirectives | false;
	/**
	 * Strict-Transport-Security, on https only (RFC 6797). `maxAge` in milliseconds or as `"365d"` (default),
	 * `includeSubDomains` by default; `preload` only if the domain is to go on the browsers' list.
	 */
	readonly hsts?:
		| { readonly maxAge?: Duration; readonly includeSubDomains?: boolean; readonly preload?: boolean }
		| false;
	/** Default `"nosniff"`. */
	readonly contentTypeOptions?: string | false;
	/** Default `"DENY"`. Older browsers only; the others go by the policy's `frame-ancestors`. */
	readonly frameOptions?: string | false;
	/** Default `"0"`: the filter that other values switch on in old browsers is itself a hole. */
	readonly xssProtection?: string | false;
	/** Default `"no-referrer"`. */
	readonly referrerPolicy?: string | false;
	/** Default `"same-origin"`; `"same-origin-allow-popups"` where a login opens in a popup. */
	readonly crossOriginOpenerPolicy?: string | false;
	/** Default `"same-origin"`. */
	readonly crossOriginResourcePolicy?: string | false;
	/** Default `"camera=(), microphone=(), geolocation=()"`. */
	readonly permissionsPolicy?: string | false;
	/** Default `"?1"`. */
	readonly originAgentCluster?: string | false;
	/** Cache-Control of responses that are for one person: logged in, or setting a cookie. Default `"no-store"`. */
	readonly cacheControl?: string | false;
	/**
	 * What the browser clears at logout. Default `["cache", "storage"]`. `"cookies"` would clear those of the whole
	 * registrable domain; the session's own cookie is expired in any case.
	 */
	readonly clearSiteData?:
		| readonly ("cache" | "clientHints" | "cookies" | "executionContexts" | "storage" | "*")[]
		| false;
}

/** The headers of one response, and the nonce that its inline scripts and styles carry. */
export interface ResponseHeaders {
	/** 128 random bits, base64url; empty when the policy uses no nonce. */
	readonly nonce: string;
	readonly headers: readonly Header[];
}

/** Security headers, ready to be sent. */
export interface SecurityHeaders {
	/**
	 * The headers that every response begins with, with a nonce of its own.
	 *
	 * @param secure whether the client's connection is https
	 */
	for(secure: boolean): ResponseHeaders;
	/** For responses to a logged-in user and those that set a cookie, so that no cache keeps them. */
	readonly personal: readonly Header[];
	/** For the response that logs out. */
	readonly logout: readonly Header[];
}

const profiles: { readonly [profile: string]: CspDirectives } = {
	api: { "default-src": "'none'", "frame-ancestors": "'none'" },
	pages: {
		"default-src": "'self'",
		"script-src": "'nonce' 'strict-dynamic'",
		"style-src": "'self' 'nonce'",
		"object-src": "'none'",
		"base-uri": "'none'",
		"form-action": "'self'",
		"frame-ancestors": "'none'",
		"upgrade-insecure-requests": "",
	},
};

/** Headers that are the same on every response: option, name, default. */
const fixed = [
	["contentTypeOptions", "X-Content-Type-Options", "nosniff"],
	["frameOptions", "X-Frame-Options", "DENY"],
	["xssProtection", "X-XSS-Protection", "0"],
	["referrerPolicy", "Referrer-Policy", "no-referrer"],
	["crossOriginOpenerPolicy", "Cross-Origin-Opener-Policy", "same-origin"],
	["crossOriginResourcePolicy", "Cross-Origin-Resource-Policy", "same-origin"],
	["permissionsPolicy", "Permissions-Policy", "camera=(), microphone=(), geolocation=()"],
	["originAgentCluster", "Origin-Agent-Cluster", "?1"],
] as const;

const day = 86_400_000;

/** What is wrong with the options, each with its fix; empty when they can be used. */
export function headerProblems(options: SecurityHeaderOptions = {}): string[] {
	const problems: string[] = [];
	const { profile = "pages", csp, hsts, cacheControl, clearSiteData } = options;
	if (!Object.hasOwn(profiles, profile)) problems.push(`headers.profile is "${profile}": give "pages" or "api".`);
	for (const [directive, sources] of Object.entries(csp || {})) {
		const text = [sources].flat().join(" ");
		if (!/^[a-z]+(-[a-z]+)*$/.test(directive)) {
			problems.push(`headers.csp has "${directive}", which is no directive: write it as in "script-src".`);
		} else if (sources !== false && /[^ -~]|[,;]/.test(text)) {
			problems.push(
				`headers.csp["${directive}"] is ${JSON.stringify(text)}: one source an item, in ASCII, no "," or ";".`,
			);
		}
	}
	for (const [option, value] of [
		...fixed.map(([name]) => [name, options[name]] as const),
		["cacheControl", cacheControl] as const,
	]) {
		if (value !== undefined && value !== false && !(typeof value === "string" && /^[!-~][ -~]*$/.test(value))) {
			problems.push(`headers.${option} is ${JSON.stringify(value)}: give one line of ASCII, or false to leave it out.`);
		}
	}
	if (hsts) {
		const maxAge = parseDuration(hsts.maxAge ?? "365d");
		if (maxAge === null) {
			problems.push(
				`headers.hsts.maxAge is ${JSON.stringify(hsts.maxAge)}: give milliseconds or a string such as "365d".`,
			);
		} else if (hsts.maxAge === maxAge && maxAge > 0 && maxAge < day) {
			problems.push(`headers.hsts.maxAge is ${maxAge} milliseconds, which is less than a day: write "365d".`);
		} else if (hsts.preload && (maxAge < 365 * day || hsts.includeSubDomains === false)) {
			problems.push(
				'headers.hsts.preload needs a maxAge of at least "365d" and includeSubDomains: browsers list no other.',
			);
		}
	}
	if ((clearSiteData || []).some((type) => !/^(\*|[a-zA-Z]+)$/.test(type))) {
		problems.push('headers.clearSiteData has an unknown type: give names such as "cache" and "storage".');
	}
	return problems;
}

/** The policy with `'nonce'` still in it; empty for none. */
function policy({ csp, profile = "pages" }: SecurityHeaderOptions, secure: boolean): string {
	if (csp === false) return "";
	const directives: string[] = [];
	for (const [directive, sources] of Object.entries({ ...profiles[profile], ...csp })) {
		// Safari upgrades http://localhost too
		if (sources === false || (!secure && directive === "upgrade-insecure-requests")) continue;
		directives.push([directive].concat(sources).join(" ").trim());
	}
	return directives.join("; ");
}

function strictTransportSecurity({ hsts = {} }: SecurityHeaderOptions): Header[] {
	if (hsts === false) return [];
	const { maxAge = "365d", includeSubDomains = true, preload = false } = hsts;
	const seconds = Math.floor((parseDuration(maxAge) ?? 0) / 1000);
	const value = `max-age=${seconds}${includeSubDomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;
	return [["Strict-Transport-Security", value]];
}

const header = (name: string, value: string | false | undefined, fallback: string): Header[] =>
	value === false ? [] : [[name, value ?? fallback]];

/**
 * Prepares the headers.
 *
 * @param options free of {@link headerProblems}
 * @param randomBytes a CSPRNG, for the nonces
 */
export function createSecurityHeaders(
	options: SecurityHeaderOptions = {},
	randomBytes: (length: number) => Uint8Array,
): SecurityHeaders {
	const same = fixed.flatMap(([option, name, fallback]) => header(name, options[option], fallback));
	const prepare = (secure: boolean): (() => ResponseHeaders) => {
		const rest = secure ? [...strictTransportSecurity(options), ...same] : same;
		const pieces = policy(options, secure).split("'nonce'");
		if (pieces.length === 1) {
			const all = pieces[0] ? [["Content-Security-Policy", pieces[0]] as const, ...rest] : rest;
			return () => ({ nonce: "", headers: all });
		}
		return () => {
			const nonce = toBase64url(randomBytes(16));
			return { nonce, headers: [["Content-Security-Policy", pieces.join(`'nonce-${nonce}'`)], ...rest] };
		};
	};
	const onHttps = prepare(true);
	const onHttp = prepare(false);
	const { clearSiteData = ["cache", "storage"], cacheControl } = options;
	const cleared = clearSiteData !== false && clearSiteData.map((type) => `"${type}"`).join(", ");
	return {
		for: (secure) => (secure ? onHttps() : onHttp()),
		personal: header("Cache-Control", cacheControl, "no-store"),
		logout: header("Clear-Site-Data", cleared, ""),
	};
}
