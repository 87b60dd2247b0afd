/** The authorization code flow towards a provider: where to send browsers, and what the code they bring back is worth. */

import { compactVerify } from "jose";
import * as oauth from "oauth4webapi";
import { SignInError, TokenError } from "../errors.ts";
import type { Connection, Endpoint } from "./connection.ts";
import { ProviderFailure } from "./provider-failure.ts";
import { isSecure } from "./provider-fetch.ts";
import type { AuthorizationRequest, IdTokenClaims, SignInProvider } from "./sign-in-provider.ts";
import { mended, tokenResponse } from "./token-answer.ts";
import { type KeyFinder, signatureAlgorithms } from "./verification-key.ts";

const signingIn = { name: "sign-in", Error: SignInError };
const signingOut = { name: "sign-out", Error: TokenError };

type Authorization = Pick<SignInProvider, "authorizationUrl" | "exchangeCode" | "endSessionEndpoint">;

export function createAuthorization(connection: Connection, findKeys: KeyFinder): Authorization {
	const { clientId, development, now } = connection.settings;

	/** Where browsers are sent: nothing checks that on the way, as HTTP of our own is checked. */
	function secure(url: string | undefined): string {
		if (url === undefined) throw new ProviderFailure("no-endpoint", "alert");
		if (!isSecure(url, development)) throw new ProviderFailure("insecure-endpoint", "alert");
		return url;
	}

	return {
		authorizationUrl(request) {
			return connection.call(signingIn, async (endpoint) => {
				const url = new URL(secure(endpoint.server.authorization_endpoint));
				const parameters = await parametersOf(request, clientId, endpoint);
				const pushed = await push(parameters, endpoint);
				for (const [name, value] of Object.entries(pushed ?? parameters)) url.searchParams.set(name, value);
				return url.href;
			});
		},

		async exchangeCode({ callback, redirectUri, state, nonce, codeVerifier, maxAge, proofKey, resource }) {
			const signedIn = await connection.call(signingIn, async (endpoint) => {
				const { server, client, authentication, http, proofOf } = endpoint;
				const returned = readCallback(callback, state, endpoint);
				const askedAt = now();
				const response = await oauth.authorizationCodeGrantRequest(
					...([server, client, authentication, returned, redirectUri, codeVerifier] as const),
					{
						...http,
						...(await proofOf(proofKey)),
						...(resource !== undefined && { additionalParameters: { resource } }),
					},
				);
				const answer = await oauth.processAuthorizationCodeResponse(server, client, await mended(response), {
					expectedNonce: nonce,
					requireIdToken: true,
					...(maxAge !== undefined && { maxAge }),
				});
				const claims = oauth.getValidatedIdTokenClaims(answer) as IdTokenClaims;
				return { tokens: tokenResponse(answer, askedAt, proofKey !== undefined), claims };
			});
			// A step of its own: the code is spent, and is good for no second attempt.
			await connection.call(signingIn, async (endpoint) => {
				await compactVerify(`${signedIn.tokens.idToken}`, findKeys(endpoint), { algorithms: signatureAlgorithms });
			});
			return signedIn;
		},

		endSessionEndpoint() {
			return connection.call(signingOut, async ({ server }) =>
				server.end_session_endpoint === undefined ? null : secure(server.end_session_endpoint),
			);
		},
	};
}

async function parametersOf(
	request: AuthorizationRequest,
	clientId: string,
	{ proofOf }: Endpoint,
): Promise<Record<string, string>> {
	const { DPoP } = await proofOf(request.proofKey);
	return {
		...request.parameters,
		response_type: "code",
		client_id: clientId,
		redirect_uri: request.redirectUri,
		scope: request.scope,
		state: request.state,
		nonce: request.nonce,
		code_challenge: await oauth.calculatePKCECodeChallenge(request.codeVerifier),
		code_challenge_method: "S256",
		...(request.resource !== undefined && { resource: request.resource }),
		...(request.maxAge !== undefined && { max_age: `${request.maxAge}` }),
		...(DPoP !== undefined && { dpop_jkt: await DPoP.calculateThumbprint() }),
	};
}

/** Pushes the parameters, where the provider takes them, and gives what stands for them. */
async function push(
	parameters: Record<string, string>,
	{ server, client, authentication, http }: Endpoint,
): Promise<Record<string, string> | null> {
	if (server.pushed_authorization_request_endpoint === undefined) return null;
	const response = await oauth.pushedAuthorizationRequest(server, client, authentication, parameters, http);
	const { request_uri } = await oauth.processPushedAuthorizationResponse(server, client, response);
	return { client_id: client.client_id, request_uri };
}

/** @throws ProviderFailure unless it is the provider's answer to this sign-in, with a code in it */
function readCallback(callback: URLSearchParams, state: string, { server, client }: Endpoint): URLSearchParams {
	try {
		const answer = oauth.validateAuthResponse(server, client, callback, state);
		if (answer.getAll("code").length === 1) return answer;
	} catch (error) {
		if (error instanceof oauth.AuthorizationResponseError) throw error;
		throw new ProviderFailure("invalid-callback", "sign-in", { cause: error });
	}
	throw new ProviderFailure("invalid-callback", "sign-in");
}
