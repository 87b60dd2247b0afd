/** Requests as core sees them, for tests without a server. */

import type { SessionRequest } from "@sojourn/core";

/** A request with these headers, from that address. */
export function requestOf(headers: Readonly<Record<string, string>>, ip: string | null = null): SessionRequest {
	return { method: "GET", secure: true, host: "localhost", ip, header: (name) => headers[name] };
}
