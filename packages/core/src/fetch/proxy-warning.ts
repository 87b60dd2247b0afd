/** Names, once, the setting without which everything behind a proxy quietly goes wrong. */

import type { RequestParts } from "./fetch-request.ts";
import { warn } from "./warn.ts";

/** A check that warns at the first request which is plain http here, and which a proxy says was https to the client. */
export function createProxyWarning(): (request: RequestParts) => void {
	let warned = false;
	return ({ url, headers }) => {
		if (warned || url.startsWith("https:") || !headers.get("x-forwarded-proto")?.startsWith("https")) return;
		warned = true;
		warn(
			"A request came by plain http, and says that a proxy had it by https. If that is your proxy, set trustProxy. Until " +
				"then sessions record no client's IP address, there is no Strict-Transport-Security, and cross-site checks " +
				"compare with the proxy's host.",
			"SOJOURN_UNTRUSTED_PROXY",
		);
	};
}
