/** HTTP as it is spoken with providers: with a deadline, without redirects, and with answers of a bounded size. */

import { ProviderFailure } from "./provider-failure.ts";
import type { ProviderSettings } from "./provider-options.ts";
import { parseRetryAfter } from "./retry-after.ts";

/** What answers at `http:` may be, in development. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.+\.localhost)$/;

const maxBytes = 1_048_576;

/** A request. */
export interface ProviderRequest {
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: URLSearchParams | undefined;
}

export type ProviderFetch = (url: string, request: ProviderRequest) => Promise<Response>;

/** Whether tokens may travel there. */
export function isSecure(url: string, development: boolean): boolean {
	const { protocol, hostname } = URL.parse(url) ?? {};
	return protocol === "https:" || (development && protocol === "http:" && loopback.test(hostname ?? ""));
}

/**
 * Asks, and reads the whole answer, within the deadline.
 *
 * @throws ProviderFailure when there is no answer, or none that a caller should see: a redirect, 429, 5xx, too much
 */
export function createProviderFetch(settings: ProviderSettings): ProviderFetch {
	const { fetch, timeout, timers, development, now } = settings;

	return async (url, { method, headers, body = null }) => {
		if (!isSecure(url, development)) throw new ProviderFailure("insecure-endpoint", "alert");
		const controller = new AbortController();
		let late = false;
		const timer = timers.setTimeout(() => {
			late = true;
			controller.abort();
		}, timeout);
		try {
			const response = await fetch(url, { method, headers, body, redirect: "manual", signal: controller.signal });
			refuseStatus(response, now());
			// A copy first: those of what was fetched can't be changed, also not through the Response of @hono/node-server.
			const answered = new Headers(response.headers);
			// The error is in the body (RFC 6749, section 5.2); oauth4webapi would believe this header first.
			answered.delete("www-authenticate");
			return new Response(await boundedBody(response), { status: response.status, headers: answered });
		} catch (error) {
			// An answer that nobody reads must not keep its connection.
			controller.abort();
			if (error instanceof ProviderFailure) throw error;
			throw new ProviderFailure(late ? "timeout" : "network", "retry", { cause: error });
		} finally {
			timers.clearTimeout(timer);
		}
	};
}

function refuseStatus({ type, status, headers }: Response, now: number): void {
	if (type === "opaqueredirect" || (status >= 300 && status < 400)) throw new ProviderFailure("redirect", "alert");
	if (status !== 429 && status < 500) return;
	const retryAfter = parseRetryAfter(headers.get("retry-after"), now);
	throw new ProviderFailure(status === 429 ? "rate-limited" : "unavailable", "retry", { retryAfter });
}

/** `null` when there is none, as a status without a body demands. */
async function boundedBody(response: Response): Promise<Blob | null> {
	if (response.body === null) return null;
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	let size = 0;
	for await (const chunk of response.body) {
		size += chunk.byteLength;
		if (size > maxBytes) throw new ProviderFailure("too-large", "alert");
		chunks.push(chunk);
	}
	return new Blob(chunks);
}
