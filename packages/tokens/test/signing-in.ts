/** Sign-ins for tests: the application's half, a browser's way to the provider and back, and what comes of it. */

import type { OpenIdProvider } from "@sojourn/service-harness";
import {
	type BeginOptions,
	createProvider,
	createSignIn,
	memoryLedger,
	type ProviderOptions,
	type SignedIn,
	type SignIn,
	SignInError,
	type SignInOptions,
} from "../src/index.ts";
import type { Jar } from "./jar.ts";

export const redirectUri = "http://127.0.0.1/callback";
export const secrets = "a-secret-of-the-application-for-tests-0123456789";

/** Sign-ins of the provider's default client. */
export function signInAt(
	{ issuer, client }: Pick<OpenIdProvider, "issuer" | "client">,
	options: Partial<SignInOptions & ProviderOptions> = {},
): SignIn {
	const { client_id: clientId, client_secret: clientSecret } = client;
	const development = true;
	const provider = createProvider({ issuer, clientId, clientSecret, retries: 0, development, ...options });
	return createSignIn({ redirectUri, secrets, ledger: memoryLedger(options), development, provider, ...options });
}

/** A browser's way to the provider and back. What is left is to complete it. */
export async function go(at: OpenIdProvider, signIn: SignIn, jar: Jar, options: BeginOptions = {}, user = "ann") {
	const begun = await signIn.begin({ cookieHeader: jar.header, ...options });
	jar.take(begun.cookies);
	const back = await at.authorize(begun.location, { user });
	return { begun, url: back.href };
}

/** @throws Error when it was completed, or failed in another way */
export async function failure(completing: Promise<SignedIn>): Promise<SignInError> {
	const error = await completing.then(
		() => null,
		(error: unknown) => error,
	);
	if (!(error instanceof SignInError)) throw error ?? new Error("It was completed.");
	return error;
}
