/** How the application proves to a provider which one it is (RFC 6749, section 2.3; RFC 7523). */

import { importJWK } from "jose";
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None, PrivateKeyJwt } from "oauth4webapi";
import { algorithmOf } from "./proof.ts";
import type { ProviderSettings } from "./provider-options.ts";

export function createClientAuthentication(settings: ProviderSettings): ClientAuth {
	const { clientSecret, clientAuthentication, clientKey } = settings;
	if (clientKey !== undefined) return withKey(clientKey);
	if (clientSecret === undefined) return None();
	return clientAuthentication === "client_secret_post"
		? ClientSecretPost(clientSecret)
		: ClientSecretBasic(clientSecret);
}

function withKey(jwk: NonNullable<ProviderSettings["clientKey"]>): ClientAuth {
	let ready: Promise<ClientAuth> | undefined;
	return async (...request) => {
		ready ??= importJWK(jwk, algorithmOf(jwk)).then((key) =>
			PrivateKeyJwt({ key: key as CryptoKey, ...(jwk.kid !== undefined && { kid: jwk.kid }) }),
		);
		await (await ready)(...request);
	};
}
