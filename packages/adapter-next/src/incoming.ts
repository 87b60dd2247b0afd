/** The request behind a component or an action: Next tells its headers and cookies, and nothing else. */

import type { RequestParts } from "@sojourn/core/fetch";
import { cookies, headers } from "next/headers";

/** Set by the proxy on the request that it forwards: the path and the query that the browser asked for. */
export const pathHeader = "x-sojourn-path";

/** Set by the proxy on the request that it forwards: the nonce of the response. */
export const nonceHeader = "x-nonce";

/** Reading it makes the route dynamic: nothing here is ever read while pages are built. */
export async function incoming(method: "GET" | "POST"): Promise<RequestParts> {
	const sent = await headers();
	const jar = await cookies();
	const cookie = sent.get("cookie") ?? "";
	// What an action has set before this render is in the jar alone; a duplicate name in the header is in the header alone.
	const cookieHeader = jar
		.getAll()
		.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
		.filter((pair) => !cookie.includes(pair))
		.concat(cookie)
		.join("; ");
	const scheme = sent.get("x-forwarded-proto") === "https" ? "https" : "http";
	return {
		method,
		url: `${scheme}://${sent.get("host") ?? "localhost"}/`,
		headers: { get: (name) => (name === "cookie" ? cookieHeader || null : sent.get(name)) },
	};
}

/**
 * The nonce for this response's own inline scripts and styles; Next gives it to those that it writes itself. Empty where
 * the proxy doesn't run, or the policy uses none.
 */
export async function getNonce(): Promise<string> {
	return (await headers()).get(nonceHeader) ?? "";
}
