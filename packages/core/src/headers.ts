/**
 * Security headers of a response (OWASP HTTP Headers and CSP cheat sheets, CSP 3). All that can be is put together once;
 * a response costs one nonce and one join.
 */

import { base64url } from "#crypto";
import { choiceProblems, problem } from "./errors.ts";
import type { Header } from "./request.ts";

/** Headers and their values: all but the policy, which is made from its directives. */
const defaults = {
	/** On https only (RFC 6797). */
	"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	"X-Content-Type-Options": "nosniff",
	/** For browsers that don't know the policy's `frame-ancestors`. */
	"X-Frame-Options": "DENY",
	/** The filter that other values switch on in old browsers is itself a hole. */
	"X-XSS-Protection": "0",
	"Referrer-Policy": "no-referrer",
	/** `same-origin-allow-popups` where a login opens in a popup. */
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy": "camera=(), microphone=(), geolocation=()",
	"Origin-Agent-Cluster": "?1",
};

/**
 * Directives of a Content-Security-Policy by their names, each with its sources. `'nonce'` (in its quotes, as in
 * `"style-src": ["'self'", "'nonce'"]`) stands for the nonce of the response; `false` leaves a default directive out.
 */
export interface CspDirectives {
	readonly [directive: string]: string | readonly string[] | false;
}

/** What may be changed: each header by its own name, to another value, or to `false` so that it isn't sent. */
export interface SecurityHeaderOptions extends Readonly<Partial<Record<keyof typeof defaults, string | false>>> {
	/**
	 * `"pages"` (default): a policy for HTML whose scripts carry the nonce. `"api"`: for responses that load nothing, such
	 * as JSON.
	 */
	readonly profile?: "pages" | "api";
	/** Content-Security-Policy: laid over the profile's directives, one by one. */
	readonly csp?: CspDirectives | false;
}

/** The headers of one response, and the nonce that its inline scripts and styles carry. */
export interface ResponseHeaders {
	/** 128 random bits, base64url; empty when the policy uses no nonce. */
	readonly nonce: string;
	readonly headers: readonly Header[];
}

/**
 * Gives the headers of a response, with a nonce of its own.
 *
 * @param secure whether the client's connection is https
 */
export type SecurityHeaders = (secure: boolean) => ResponseHeaders;

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

/** What is wrong with the options, each with its fix; empty when they can be used. */
export function headerProblems({ profile = "pages", csp, ...values }: SecurityHeaderOptions = {}): string[] {
	const problems = choiceProblems("headers.profile", profile, "pages", "api");
	for (const [name, sources] of Object.entries(csp || {})) {
		if (!/^[a-z-]+$/.test(name) || /[^ -~]|[,;]/.test([sources].flat().join("")))
			problems.push(
				problem(`headers.csp["${name}"]`, sources, 'directives like "script-src", and ASCII without "," and ";"'),
			);
	}
	for (const [name, value] of Object.entries(values)) {
		const isLine = typeof value === "string" && /^[!-~][ -~]*$/.test(value);
		if (!Object.hasOwn(defaults, name) || !(value === false || isLine))
			problems.push(
				problem(`headers["${name}"]`, value, 'headers like "Referrer-Policy", and a line of ASCII, or false'),
			);
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

function present(values: { readonly [name: string]: string | false }): Header[] {
	return Object.entries(values).filter((header): header is [string, string] => header[1] !== false);
}

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
	const { profile, csp, "Strict-Transport-Security": hsts, ...always } = { ...defaults, ...options };
	const prepare = (secure: boolean) => ({
		pieces: policy(options, secure).split("'nonce'"),
		rest: present(secure ? { "Strict-Transport-Security": hsts, ...always } : always),
	});
	const onHttps = prepare(true);
	const onHttp = prepare(false);
	return (secure) => {
		const { pieces, rest } = secure ? onHttps : onHttp;
		const nonce = pieces.length > 1 ? base64url(randomBytes(16)) : "";
		const text = pieces.join(`'nonce-${nonce}'`);
		return { nonce, headers: text ? [["Content-Security-Policy", text], ...rest] : rest };
	};
}
