/** What all calls to a provider go through: its metadata, who the application is, HTTP, attempts and errors. */

import type { JWK } from "jose";
import * as oauth from "oauth4webapi";
import { createClientAuthentication } from "./client-authentication.ts";
import { createDiscovery } from "./discovery.ts";
import { createProof } from "./proof.ts";
import { providerError, type Step } from "./provider-error.ts";
import { failureOf } from "./provider-failure.ts";
import { createProviderFetch, type ProviderFetch } from "./provider-fetch.ts";
import type { ProviderSettings } from "./provider-options.ts";
import { withRetries } from "./retry.ts";

/** What `oauth4webapi` wants to know, in the order in which it asks. */
export interface Endpoint {
	readonly server: oauth.AuthorizationServer;
	readonly client: oauth.Client;
	readonly authentication: oauth.ClientAuth;
	readonly http: Http;
	/** For requests of tokens that are bound to a key. */
	proofOf(key: JWK | undefined): Promise<{ readonly DPoP?: oauth.DPoPHandle }>;
}

export interface Http {
	readonly [oauth.customFetch]: ProviderFetch;
	readonly [oauth.allowInsecureRequests]: boolean;
}

export interface Connection {
	readonly settings: ProviderSettings;
	/**
	 * Does a step, in as many attempts as it takes and is worth.
	 *
	 * @throws TokenError of the step's class; nothing else
	 */
	call<Result>(step: Step, attempt: (endpoint: Endpoint) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
}

/** How far the clocks of two organisations may differ, in seconds. */
const clockTolerance = 60;

export function createConnection(settings: ProviderSettings): Connection {
	const { issuer, clientId, development, retries, timers, now } = settings;
	const authentication = createClientAuthentication(settings);
	const fetch = createProviderFetch(settings);
	let nonce: string | undefined;
	const http: Http = {
		async [oauth.customFetch](url, request) {
			const response = await fetch(url, request);
			nonce = response.headers.get("dpop-nonce") ?? nonce;
			return response;
		},
		[oauth.allowInsecureRequests]: development,
	};
	const discover = createDiscovery(settings, http);

	async function endpoint(): Promise<Endpoint> {
		const client = {
			client_id: clientId,
			[oauth.clockSkew]: Math.round((now() - Date.now()) / 1000),
			[oauth.clockTolerance]: clockTolerance,
		};
		const proofOf: Endpoint["proofOf"] = async (key) =>
			key === undefined ? {} : { DPoP: await createProof(key, client, () => nonce) };
		return { server: await discover(), client, authentication, http, proofOf };
	}

	return {
		settings,
		async call(step, attempt, signal) {
			const attemptWithNonce = async () => {
				const reached = await endpoint();
				try {
					return await attempt(reached);
				} catch (error) {
					// Not a failure: this is how a provider hands out its nonce (RFC 9449, section 8).
					if (!oauth.isDPoPNonceError(error)) throw error;
					return attempt(reached);
				}
			};
			try {
				return await withRetries(attemptWithNonce, { retries, timers, signal });
			} catch (error) {
				throw providerError(issuer, step, failureOf(error));
			}
		},
	};
}
