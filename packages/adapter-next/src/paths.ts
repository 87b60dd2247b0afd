/** Which paths an application means. */

import type { NextRequest } from "next/server.js";

/**
 * Whether a path is one of these, or below one: `"/account"` means `/account` and `/account/keys`, not `/accounts`. Looked at
 * as Next's router does, decoded; a path that can't be decoded is under all of them, so that it is guarded.
 */
export function isUnder(prefixes: readonly string[], path: string): boolean {
	try {
		const plain = decodeURIComponent(path);
		return prefixes.some((prefix) => `${plain}/`.startsWith(prefix.replace(/\/*$/, "/")));
	} catch {
		return prefixes.length > 0;
	}
}

/** The path of the page, also where the Pages Router asks for its data alone, and the query without Next's own. */
export function pathAndQuery({ nextUrl }: NextRequest): { path: string; query: string } {
	const path = nextUrl.pathname.replace(/^\/_next\/data\/[^/]+(\/.*)\.json$/, "$1").replace(/^\/index$/, "/");
	const search = new URLSearchParams(nextUrl.search);
	search.delete("_rsc");
	return { path, query: search.size > 0 ? `?${search}` : "" };
}

/** Whether the page is only being fetched in case it is asked for: by Next's router, or by the browser. */
export function isPrefetch({ headers }: NextRequest): boolean {
	return (
		headers.has("next-router-prefetch") ||
		headers.has("x-middleware-prefetch") ||
		/\bprefetch\b/.test(`${headers.get("purpose")} ${headers.get("sec-purpose")}`)
	);
}
