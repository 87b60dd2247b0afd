/** What a provider publishes of itself (OpenID Connect Discovery 1.0; RFC 8414), fetched once in a while. */

import {
	type AuthorizationServer,
	discoveryRequest,
	type HttpRequestOptions,
	processDiscoveryResponse,
} from "oauth4webapi";
import { ProviderFailure } from "./provider-failure.ts";
import type { ProviderSettings } from "./provider-options.ts";

const maxAge = 60 * 60_000;
const secondTry = 60_000;

/**
 * Gives the provider's metadata, with at most one request at a time. What is older than an hour is fetched again beside
 * the call; where that fails, what there is stays in use, and a minute later is the next try.
 */
export function createDiscovery(
	{ issuer, metadata, now }: ProviderSettings,
	http: HttpRequestOptions<"GET">,
): () => Promise<AuthorizationServer> {
	if (metadata !== undefined) {
		const given = { ...metadata, issuer };
		return async () => given;
	}
	let known: AuthorizationServer | undefined;
	let freshUntil = 0;
	let flight: Promise<AuthorizationServer> | undefined;

	async function discover(): Promise<AuthorizationServer> {
		const url = new URL(issuer);
		try {
			const found = await processDiscoveryResponse(url, await discoveryRequest(url, http));
			// By character, as RFC 8414, section 3.3 has it: oauth4webapi compares URLs.
			if (found.issuer !== issuer) throw new ProviderFailure("issuer-mismatch", "alert");
			known = found;
			freshUntil = now() + maxAge;
			return found;
		} catch (error) {
			freshUntil = now() + secondTry;
			throw error;
		} finally {
			flight = undefined;
		}
	}

	return async () => {
		if (known !== undefined && now() < freshUntil) return known;
		flight ??= discover();
		if (known === undefined) return flight;
		flight.catch(() => {});
		return known;
	};
}
