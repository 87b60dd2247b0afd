/** Whom to believe about the client, where no framework has a setting for it. */

import { ConfigurationError } from "@sojourn/core";

/**
 * The proxies in front of the server.
 *
 * - A number: so many proxies, each of which appends to `X-Forwarded-For`. The client's address is that many entries from
 *   the right, and so are scheme and host in `X-Forwarded-Proto` and `X-Forwarded-Host`, if proxies append there too.
 * - A string: the header in which the last proxy gives the client's address, whatever the client sent, such as
 *   `"cf-connecting-ip"` or `"fly-client-ip"`.
 *
 * With either, `X-Forwarded-Proto` and `X-Forwarded-Host` are believed. Left out, none of these headers is: anybody can send
 * them. The server must not be reachable past the proxies.
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
	/** Of the entries that proxies append to a list, the one by the outermost of ours: what is left of it, anybody can write. */
	const pick = (list: string | null | undefined): string | null => {
		const entries = list?.split(",") ?? [];
		// A proxy that doesn't append, but replaces the list, leaves fewer entries than there are proxies.
		return (entries.at(isHeader ? 0 : -trustProxy) ?? entries[0])?.trim() || null;
	};
	return (header) => {
		const scheme = pick(header("x-forwarded-proto"));
		return {
			ip: address(pick(header(isHeader ? trustProxy : "x-forwarded-for"))),
			secure: scheme === null ? null : scheme === "https",
			host: pick(header("x-forwarded-host")),
		};
	};
}

/** The address without the brackets and the port that some proxies write; `null` for what is none, such as `unknown` (RFC 7239, section 6). */
function address(entry: string | null): string | null {
	const [, v4, bracketed, v6] =
		/^(?:(\d+(?:\.\d+){3})(?::\d+)?|\[([\da-f:.]+)\](?::\d+)?|([\da-f.]*:[\da-f:.]*))$/i.exec(entry ?? "") ?? [];
	return v4 ?? bracketed ?? v6 ?? null;
}
