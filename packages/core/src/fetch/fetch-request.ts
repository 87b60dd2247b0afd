/** A web `Request` as core sees it. */

import type { SessionRequest } from "@sojourn/core";
import { createForwardedReader, type Forwarded, type TrustProxy } from "./proxies.ts";
import { createProxyWarning } from "./proxy-warning.ts";

/** As much of a `Request` as is needed; of what a framework keeps of one, such as its headers, it can be put together. */
export interface RequestParts {
	readonly method: string;
	/** Absolute. */
	readonly url: string;
	readonly headers: { get(name: string): string | null };
}

/** Translates a request. The address is that of the connection's peer, where the runtime tells it. */
export type TranslateRequest = (request: RequestParts, peer?: string | null) => SessionRequest;

/**
 * Prepares the translation of requests. Warns once of a proxy that isn't trusted.
 *
 * @throws ConfigurationError for a setting that makes no sense
 */
export function createTranslation(trustProxy: TrustProxy | undefined): TranslateRequest {
	const read = createForwardedReader(trustProxy);
	const warnOfProxy = trustProxy === undefined ? createProxyWarning() : null;
	return (request, peer = null) => {
		warnOfProxy?.(request);
		return new FetchRequest(request, read, peer);
	};
}

class FetchRequest implements SessionRequest {
	readonly #request: RequestParts;
	readonly #read: ReturnType<typeof createForwardedReader>;
	readonly #peer: string | null;
	#forwarded: Forwarded | undefined;

	constructor(request: RequestParts, read: ReturnType<typeof createForwardedReader>, peer: string | null) {
		this.#request = request;
		this.#read = read;
		this.#peer = peer;
	}

	get method(): string {
		return this.#request.method;
	}

	get secure(): boolean {
		return this.#proxies.secure ?? this.#request.url.startsWith("https:");
	}

	get host(): string | null {
		return this.#proxies.host ?? this.#request.headers.get("host") ?? new URL(this.#request.url).host;
	}

	get ip(): string | null {
		return this.#proxies.ip ?? this.#peer;
	}

	get upgrade(): boolean {
		return this.header("upgrade")?.toLowerCase() === "websocket";
	}

	header(name: string): string | undefined {
		return this.#request.headers.get(name) ?? undefined;
	}

	get #proxies(): Forwarded {
		this.#forwarded ??= this.#read((name) => this.#request.headers.get(name));
		return this.#forwarded;
	}
}
