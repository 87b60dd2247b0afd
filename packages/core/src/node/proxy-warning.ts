/** Names, once, the setting without which everything behind a proxy quietly goes wrong. */

import type { NodeRequest } from "./node-request.ts";

/**
 * A check that warns at the first request that came through a proxy which the framework doesn't trust.
 *
 * @param framework its name
 * @param fix the code that makes it trust one
 */
export function createProxyWarning(framework: string, fix: string): (request: NodeRequest) => void {
	let warned = false;
	return (request) => {
		const { "x-forwarded-for": address, "x-forwarded-proto": scheme } = request.message.headers;
		if (warned || (address === undefined && scheme === undefined) || request.proxied) return;
		warned = true;
		process.emitWarning(
			`A request carries X-Forwarded headers, but ${framework} doesn't trust the peer that sent it. If that is your ` +
				`proxy, say so: ${fix}. Until then sessions record the proxy's IP address, requests count as plain http (no ` +
				"Strict-Transport-Security), and cross-site checks compare with the proxy's host.",
			{ code: "SOJOURN_UNTRUSTED_PROXY" },
		);
	};
}
