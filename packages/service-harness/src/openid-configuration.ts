/** How an OpenID provider for tests behaves: anybody may sign in, by name and without a password, and agrees to everything. */

import { randomBytes } from "node:crypto";
import type { ClientMetadata, Configuration, JWKS, KoaContextWithOIDC } from "oidc-provider";
import type { OpenIdStore } from "./openid-store.ts";

export interface OpenIdProviderOptions {
	/** 0: a free one. */
	readonly port?: number;
	/** Applications, each over {@link defaultClient}. One, when none are named. */
	readonly clients?: readonly Partial<ClientMetadata>[];
	/** How long tokens live, in seconds as OAuth has it. */
	readonly ttl?: { readonly accessToken?: number; readonly refreshToken?: number };
	/** Each refresh token is good for one use, and a second use ends the grant. `true` when omitted. */
	readonly rotate?: boolean;
	/** Makes the token endpoint wait for so many milliseconds before it works. */
	readonly latency?: number;
	/** DPoP proofs must carry the provider's nonce (RFC 9449, section 8). */
	readonly dpopNonce?: boolean;
	/** Authorization requests must be pushed (RFC 9126). */
	readonly par?: boolean;
}

/** An application as it is unless a test says otherwise. */
export const defaultClient = {
	client_id: "sojourn",
	client_secret: "a-secret-of-the-application-for-tests",
	redirect_uris: ["http://127.0.0.1/callback"],
	grant_types: ["authorization_code", "refresh_token"],
	response_types: ["code"],
} satisfies Partial<ClientMetadata>;

/** The scopes that every API at the provider knows. */
export const apiScope = "read write";

export function openIdConfiguration(options: OpenIdProviderOptions, store: OpenIdStore, jwks: JWKS): Configuration {
	const {
		ttl: { accessToken = 300, refreshToken = 86_400 } = {},
		rotate = true,
		dpopNonce = false,
		par = false,
	} = options;
	const days = 14 * 86_400;
	return {
		adapter: store.adapter,
		jwks,
		clockTolerance: 5,
		cookies: { keys: [randomBytes(32).toString("base64url")] },
		claims: { openid: ["sub"], email: ["email"], profile: ["name"] },
		scopes: ["openid", "offline_access", "email", "profile"],
		ttl: {
			AccessToken: accessToken,
			RefreshToken: refreshToken,
			Grant: days,
			IdToken: 3600,
			Interaction: 3600,
			Session: days,
		},
		findAccount: (_, id) => ({
			accountId: id,
			claims: () => ({ sub: id, name: id, email: `${id}@example.org` }),
		}),
		loadExistingGrant: grantEverything,
		issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
		expiresWithSession: () => false,
		rotateRefreshToken: rotate,
		renderError(context, answer) {
			context.type = "text";
			context.body = `${answer.error}: ${answer.error_description}`;
		},
		// The provider's own way keeps it from asking the loopback address, where the applications of tests are.
		fetch: (url, init) => fetch(url, { ...init, dispatcher: undefined } as RequestInit),
		features: {
			devInteractions: { enabled: false },
			introspection: { enabled: true, allowedPolicy: () => true },
			revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
			backchannelLogout: { enabled: true },
			rpInitiatedLogout: {
				enabled: true,
				postLogoutSuccessSource(context) {
					context.body = "<!doctype html><title>Signed out</title>";
				},
				logoutSource(context, form) {
					const button = '<button name="logout" value="yes">Sign out</button></form>';
					context.body = `<!doctype html><title>Sign out</title>${form.replace("</form>", button)}`;
				},
			},
			pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: par },
			dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => dpopNonce },
			resourceIndicators: {
				enabled: true,
				getResourceServerInfo: (_, resource) => ({
					scope: apiScope,
					audience: resource,
					accessTokenFormat: "jwt",
					accessTokenTTL: accessToken,
					jwt: { sign: { alg: "RS256" } },
				}),
			},
		},
	};
}

/** A grant of its own for each sign-in, of all that was asked for: ending one leaves the user's others alone. */
async function grantEverything({ oidc }: KoaContextWithOIDC) {
	const { client, session, params } = oidc;
	const grant = new oidc.provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
	grant.addOIDCScope(`${params?.scope ?? "openid"}`);
	for (const resource of [params?.resource ?? []].flat()) grant.addResourceScope(`${resource}`, apiScope);
	await grant.save();
	return grant;
}
