/**
 * Whether a page of another site made the request: by Fetch Metadata, and by Origin for browsers that send none (plain
 * http, and those from before 2023). No tokens are needed for that. After the W3C's resource isolation policy and OWASP's
 * CSRF cheat sheet; unsafe requests are judged as Go's `net/http.CrossOriginProtection` judges them.
 */

import { problem } from "./errors.ts";
import type { SessionRequest } from "./request.ts";

/** Which requests of other origins are accepted besides links that people follow. */
export interface CrossSiteOptions {
	/**
	 * Origins whose pages may make any request, each exactly as browsers send it in `Origin`: `"https://app.example.com"`.
	 * An image or script that a page embeds carries no `Origin`, so naming it here doesn't let it through.
	 */
	readonly trustedOrigins?: readonly string[];
	/**
	 * Whether pages of the same site (`https://other.example.com` for `https://app.example.com`) may make unsafe requests.
	 * Only for domains on which every host is trusted. Default `false`. Browsers without Fetch Metadata don't tell:
	 * name those hosts as trusted origins too if they matter.
	 */
	readonly allowSameSite?: boolean;
}

/**
 * Why a request was refused. `"same-site"`, `"cross-site"`: an unsafe request, as Sec-Fetch-Site says; `"foreign-origin"`:
 * an unsafe request whose Origin isn't the host's, in a browser without Fetch Metadata; `"cross-site-resource"`: another
 * site's page asked for a resource instead of linking to a page.
 */
export type CrossSiteReason = "same-site" | "cross-site" | "foreign-origin" | "cross-site-resource";

/** The request headers that the verdict depends on: for `Vary`, so that no cache hands one verdict's answer to another. */
export const varyOn = ["Origin", "Sec-Fetch-Dest", "Sec-Fetch-Mode", "Sec-Fetch-Site"];

/** Without a default port. */
const serializedOrigin =
	/^(?!http:.*:80$|https:.*:443$)[a-z][a-z0-9+.-]*:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/;

/** What is wrong with the options, each with its fix; empty when they can be used. */
export function crossSiteProblems(options: CrossSiteOptions = {}): string[] {
	return (options.trustedOrigins ?? [])
		.filter((origin) => !serializedOrigin.test(origin))
		.map((origin) =>
			problem("crossSite.trustedOrigins", origin, 'origins as browsers send them, like "https://app.example.com"'),
		);
}

/**
 * Judges a request by its headers alone.
 *
 * Safe methods are GET, HEAD and OPTIONS. TRACE is safe by RFC 9110, but no browser sends it and no application needs it:
 * it is judged as unsafe, like every unknown method. A WebSocket handshake is a GET, but SameSite=None cookies and
 * sibling hosts make it unsafe: it isn't held back by CORS.
 *
 * @returns why the request must be refused; `null`: it may go on
 */
export function crossSiteVerdict(request: SessionRequest, options: CrossSiteOptions = {}): CrossSiteReason | null {
	const site = request.header("sec-fetch-site");
	if (site === "same-origin" || site === "none") return null;
	const { method } = request;
	const origin = request.header("origin");
	if (origin !== undefined && options.trustedOrigins?.includes(origin)) return null;
	if (request.upgrade === true || !/^(GET|HEAD|OPTIONS)$/.test(method)) {
		if (site === "same-site") return options.allowSameSite ? null : site;
		if (site) return "cross-site";
		// no browser leaves both out of an unsafe request
		return !origin || isOwn(origin, request) ? null : "foreign-origin";
	}
	if (!site || site === "same-site") return null;
	const linked = request.header("sec-fetch-mode") === "navigate" && method !== "OPTIONS";
	return linked && !/^(object|embed)$/.test(request.header("sec-fetch-dest") ?? "") ? null : "cross-site-resource";
}

/** Whether the origin is the request's own. A page on plain http isn't, if the request came by https. */
function isOwn(origin: string, { host, secure }: SessionRequest): boolean {
	if (!host) return false;
	const [from, to] = [origin.toLowerCase(), host.toLowerCase()];
	return from === `https://${to.replace(/:443$/, "")}` || (!secure && from === `http://${to.replace(/:80$/, "")}`);
}
