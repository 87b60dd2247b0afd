/** How Acme behaves: as a careful provider does, but that it believes whatever name it is told. */

import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { AdapterFactory, ClientMetadata, Configuration } from "oidc-provider";
import { Html } from "../views/html.ts";
import { errorPage, pageHeaders, signedOutPage, signOutPage } from "./pages.ts";

/** How long access tokens live, in seconds: short, so that refreshing can be watched. */
const accessTokenLife = 2 * 60;

const day = 86_400;

/** @param cookieSecret - What signs Acme's own cookies. */
export function acmeConfiguration(
	adapter: AdapterFactory,
	client: ClientMetadata,
	cookieSecret: string,
): Configuration {
	return {
		adapter,
		clients: [{ ...client, id_token_signed_response_alg: "ES256" }],
		jwks: { keys: [signingKey()] },
		enabledJWA: { idTokenSigningAlgValues: ["ES256"] },
		cookies: { keys: [cookieSecret] },
		scopes: ["openid", "email", "offline_access"],
		claims: { openid: ["sub"], email: ["email"] },
		conformIdTokenClaims: false, // the e-mail address is in the ID token, as big providers have it
		findAccount: (_, name) => ({
			accountId: name,
			claims: () => ({ sub: name, email: `${name}@acme.example` }),
		}),
		ttl: {
			AccessToken: accessTokenLife,
			AuthorizationCode: 60,
			IdToken: 3600,
			Interaction: 600,
			RefreshToken: day,
			Grant: day,
			Session: day,
		},
		rotateRefreshToken: true,
		// oidc-provider's own way refuses loopback addresses, where the demo is told of sign-outs.
		fetch: (url, init) => fetch(url, { ...init, dispatcher: undefined } as RequestInit),
		renderError(context, { error }) {
			context.set(pageHeaders);
			context.type = "html";
			context.body = errorPage(error).toString();
		},
		features: {
			devInteractions: { enabled: false },
			revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
			backchannelLogout: { enabled: true },
			rpInitiatedLogout: {
				enabled: true,
				logoutSource(context, form) {
					context.set(pageHeaders);
					context.body = signOutPage(new Html(form)).toString();
				},
				postLogoutSuccessSource(context) {
					context.set(pageHeaders);
					context.body = signedOutPage.toString();
				},
			},
		},
	};
}

/** Another one at each start: what it has signed by then is read at once or not at all. */
function signingKey() {
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "ES256", kid: randomUUID() };
}
