/** A sign-in at an OpenID provider, as an application does it: the authorization code flow with PKCE. */

import { createHash, randomBytes } from "node:crypto";
import type { ClientMetadata } from "oidc-provider";
import type { OpenIdBrowser } from "./openid-browser.ts";

export interface SignInRequest {
	/** `"openid offline_access"` when omitted. */
	readonly scope?: string;
	/** The API that the access token is for: it is a JWT then (RFC 8707, RFC 9068). */
	readonly resource?: string;
	/** One of the provider's clients, with a secret. The default client when omitted. */
	readonly client?: SignInClient;
}

export type SignInClient = Pick<ClientMetadata, "client_id" | "client_secret"> & { readonly redirect_uri: string };

/** What the token endpoint answers, as it answers it. */
export interface OpenIdTokens {
	readonly access_token: string;
	readonly refresh_token: string;
	readonly id_token: string;
	readonly expires_in: number;
	readonly token_type: string;
	readonly scope: string;
}

export interface SignInEndpoints {
	readonly authorization: string;
	readonly token: string;
}

/** Goes through it in a browser, and gives what the application gets. */
export async function signInAs(
	client: SignInClient,
	{ scope = "openid offline_access", resource }: SignInRequest,
	browser: OpenIdBrowser,
	endpoints: SignInEndpoints,
): Promise<OpenIdTokens> {
	const { client_id, client_secret, redirect_uri } = client;
	const code_verifier = randomBytes(32).toString("base64url");
	const wanted = { redirect_uri, ...(resource !== undefined && { resource }) };
	const url = new URL(endpoints.authorization);
	url.search = `${new URLSearchParams({
		...wanted,
		...{ client_id, scope, response_type: "code", code_challenge_method: "S256" },
		code_challenge: createHash("sha256").update(code_verifier).digest("base64url"),
		...(scope.includes("offline_access") && { prompt: "consent" }),
	})}`;
	const callback = await browser.visit(url);
	const code = callback.searchParams.get("code");
	if (code === null) throw new Error(`The provider refuses: ${callback.search}`);
	const response = await fetch(endpoints.token, {
		method: "POST",
		headers: { Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
		body: new URLSearchParams({ ...wanted, grant_type: "authorization_code", code, code_verifier }),
	});
	if (!response.ok) throw new Error(`The provider answers ${response.status}: ${await response.text()}`);
	return (await response.json()) as OpenIdTokens;
}
