/** A provider by its address: OAuth 2 and OpenID Connect on `oauth4webapi`, made fit for servers that stay up. */

import { refreshTokenGrantRequest } from "oauth4webapi";
import { TokenRefreshError } from "../errors.ts";
import { createConnection } from "./connection.ts";
import type { TokenProvider } from "./provider.ts";
import { type ProviderOptions, resolveProviderOptions } from "./provider-options.ts";
import { readRefreshAnswer, tokenResponse } from "./token-answer.ts";

const refreshing = { name: "refresh", Error: TokenRefreshError };

export function createProvider(options: ProviderOptions): TokenProvider {
	const settings = resolveProviderOptions(options);
	const { issuer, now } = settings;
	const connection = createConnection(settings);

	return {
		issuer,
		async refresh({ refreshToken, resource, scope, proofKey, signal }) {
			const proof = await connection.proofOf(proofKey);
			const wanted = { ...(resource !== undefined && { resource }), ...(scope !== undefined && { scope }) };
			return connection.call(
				refreshing,
				async ({ server, client, authentication, http }) => {
					const askedAt = now();
					const request = { ...http, ...proof, additionalParameters: wanted };
					const response = await refreshTokenGrantRequest(server, client, authentication, refreshToken, request);
					return tokenResponse(await readRefreshAnswer(server, client, response), askedAt, proofKey !== undefined);
				},
				signal,
			);
		},
	};
}
