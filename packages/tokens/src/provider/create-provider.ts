/** A provider by its address: OAuth 2 and OpenID Connect on `oauth4webapi`, made fit for servers that stay up. */

import * as oauth from "oauth4webapi";
import { RevocationError, TokenRefreshError } from "../errors.ts";
import { createAuthorization } from "./authorization.ts";
import { createConnection } from "./connection.ts";
import { createIntrospector } from "./introspection.ts";
import type { TokenProvider } from "./provider.ts";
import { type ProviderOptions, resolveProviderOptions } from "./provider-options.ts";
import type { SignInProvider } from "./sign-in-provider.ts";
import { readRefreshAnswer, tokenResponse } from "./token-answer.ts";
import { createKeyFinder, createVerificationKey } from "./verification-key.ts";

/** A provider that can do all there is to do. */
export type Provider = SignInProvider & Required<TokenProvider>;

const refreshing = { name: "refresh", Error: TokenRefreshError };
const revoking = { name: "revocation", Error: RevocationError };

/**
 * A provider for sign-in, sign-out and grants. Nothing is asked of it before it is needed.
 *
 * What it is asked is tried again, up to `retries` times, where it may pass by itself: no connection, no answer in time,
 * 429, 5xx, `temporarily_unavailable`, `server_error`. Errors say what to do (`advice`) and why (`reason`), and hold no
 * token.
 *
 * @throws ConfigurationError naming everything that is unsafe or contradictory
 */
export function createProvider(options: ProviderOptions): Provider {
	const settings = resolveProviderOptions(options);
	const { issuer, clientId, now } = settings;
	const connection = createConnection(settings);
	const findKeys = createKeyFinder();
	const { introspect, forget } = createIntrospector(connection);

	return {
		issuer,
		clientId,
		introspect,
		verificationKey: createVerificationKey(connection, findKeys),
		...createAuthorization(connection, findKeys),

		async refresh({ refreshToken, resource, scope, proofKey, signal }) {
			const wanted = { ...(resource !== undefined && { resource }), ...(scope !== undefined && { scope }) };
			return connection.call(
				refreshing,
				async ({ server, client, authentication, http, proofOf }) => {
					const askedAt = now();
					const request = { ...http, ...(await proofOf(proofKey)), additionalParameters: wanted };
					const response = await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, request);
					return tokenResponse(await readRefreshAnswer(server, client, response), askedAt, proofKey !== undefined);
				},
				signal,
			);
		},

		async revoke(token, hint) {
			const revoked = connection.call(revoking, async ({ server, client, authentication, http }) => {
				if (server.revocation_endpoint === undefined) return;
				const request = { ...http, additionalParameters: { token_type_hint: hint } };
				const response = await oauth.revocationRequest(server, client, authentication, token, request);
				await oauth.processRevocationResponse(response).catch(ignoreNothingToRevoke);
			});
			// Whether or not it succeeded: an answer that is lost may have been yes.
			await revoked.finally(() => forget(token));
		},
	};
}

/**
 * Some providers revoke refresh tokens only (RFC 7009, section 2.2.1), and some call a token that is revoked already
 * invalid, where they should say yes (section 2.2): there is nothing left that anybody could do.
 */
function ignoreNothingToRevoke(error: unknown): void {
	const code = error instanceof oauth.ResponseBodyError ? error.error : "";
	if (code !== "unsupported_token_type" && code !== "invalid_token") throw error;
}
