/** Whom to believe about the client, where no framework has a setting for it. */

import { ConfigurationError } from "@sojourn/core";

/**
 * The proxies in front of the server.
 *
 * - A number: so many proxies, each of which appends to `X-Forwarded-For`. The client's address is that many entries from
 *   the right.
 * - A string: the header in which the last proxy gives the client's address, whatever the client sent, such as
 *   `"cf-connecting-ip"` or `"fly-client-ip"`.
 *
 * With either, `X-Forwarded-Proto` and `X-Forwarded-Host` are believed too. Left out, none of these headers is: anybody can
 * send them. The server must not be reachable past the proxies.
 */
export type TrustProxy = number | string;

/** What the proxies say of a request; `null`: nothing. */
export interface Forwarded {
	/** The client's address. */
	readonly ip: string | null;
	/** Whether the client's connection is https. */
	readonly secure: boolean | null;
	/** The host the client asked for. */
	readonly host: string | null;
}

const nothing: Forwarded = { ip: null, secure: null, host: null };

/**
 * A reader of what trusted proxies say.
 *
 * @throws ConfigurationError for a setting that makes no sense
 */
export function createForwardedReader(
	trustProxy: TrustProxy | undefined,
): (header: (name: string) => string | null | undefined) => Forwarded {
	if (trustProxy === undefined) return () => nothing;
	const isHeader = typeof trustProxy === "string";
	if (isHeader ? !/^[\w-]+$/.test(trustProxy) : !(Number.isInteger(trustProxy) && trustProxy > 0)) {
		throw new ConfigurationError([
			`trustProxy is ${JSON.stringify(trustProxy)}: give the number of proxies in front of the server, or the name of the ` +
				"header in which the proxy gives the client's address.",
		]);
	}
	return (header) => {
		const entries = (header(isHeader ? trustProxy : "x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
		// With fewer entries than proxies, the first is the one that our own proxies wrote.
		const ip = isHeader ? entries[0] : (entries.at(-trustProxy) ?? entries[0]);
		const scheme = first(header("x-forwarded-proto"));
		return {
			ip: ip || null,
			secure: scheme === null ? null : scheme === "https",
			host: first(header("x-forwarded-host")),
		};
	};
}

function first(list: string | null | undefined): string | null {
	return list?.split(",", 1)[0]?.trim() || null;
}
