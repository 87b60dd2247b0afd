/** Signing out at the provider as well (OpenID Connect RP-Initiated Logout 1.0). */

import type { SignInProvider } from "../provider/sign-in-provider.ts";

export interface SignOutOptions {
	/** Where the provider sends the browser afterwards: an address that is registered there. Needs no ID token. */
	readonly redirectUri?: string;
	/** Comes back with the browser. */
	readonly state?: string;
	/** Whom to sign out, for providers that ask: what `login_hint` was. */
	readonly logoutHint?: string;
	/**
	 * Tells the provider whose session it is, so that it needn't ask the user. It is in the address then, and so in the
	 * browser and its history: leave it out unless the provider insists.
	 */
	readonly idToken?: string;
}

/**
 * Where to send a browser to sign out at the provider. Call `session.logout()` first: the browser may not come back.
 *
 * @returns `null` when the provider has no such place
 * @throws TokenError when the provider can't be reached
 */
export async function signOutUrl(provider: SignInProvider, options: SignOutOptions = {}): Promise<string | null> {
	const endpoint = await provider.endSessionEndpoint();
	if (endpoint === null) return null;
	const { redirectUri, state, logoutHint, idToken } = options;
	const url = new URL(endpoint);
	const parameters = {
		client_id: provider.clientId,
		post_logout_redirect_uri: redirectUri,
		state,
		logout_hint: logoutHint,
		id_token_hint: idToken,
	};
	for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
	return url.href;
}
