/** Names, once, the setting without which everything behind a proxy quietly goes wrong. */

import type { Request } from "express";
import { isBehindTrustedProxy } from "./request.ts";

/** A check that warns at the first request that came through a proxy which Express doesn't trust. */
export function createProxyWarning(): (req: Request) => void {
	let warned = false;
	return (req) => {
		const { "x-forwarded-for": address, "x-forwarded-proto": scheme } = req.headers;
		if (warned || (address === undefined && scheme === undefined) || isBehindTrustedProxy(req)) return;
		warned = true;
		process.emitWarning(
			"A request carries X-Forwarded headers, but Express doesn't trust the peer that sent it. If that is your proxy, " +
				'say so: app.set("trust proxy", 1) or its address. Until then sessions record the proxy\'s IP address, requests ' +
				"count as plain http (no Strict-Transport-Security), and cross-site checks compare with the proxy's host.",
			{ code: "SOJOURN_UNTRUSTED_PROXY" },
		);
	};
}
