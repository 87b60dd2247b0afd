/**
 * What the examples share, whatever their framework: users sign in at an OpenID provider, and its tokens stay behind their
 * sessions. Everything is in memory and gone with the process; a real application takes a store package, a ledger that its
 * servers share, and secrets from its environment.
 */

import { randomBytes } from "node:crypto";
import { createSessions, memoryStore, type Session } from "@sojourn/core";
import {
	createBackChannelLogout,
	createProvider,
	createSessionIndex,
	createSignIn,
	createTokens,
	memoryLedger,
	type SignedIn,
	signOutUrl,
} from "@sojourn/tokens";

export interface Settings {
	/** Where the application is reached: `https://shop.example`. */
	readonly origin: string;
	/** The provider, and how the application is registered there. */
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
}

/** `ORIGIN`, `ISSUER`, `CLIENT_ID` and `CLIENT_SECRET` of the environment. */
export function settingsFromEnvironment(): Settings {
	const { ORIGIN: origin = "http://localhost:3000", ISSUER: issuer = "" } = process.env;
	const { CLIENT_ID: clientId = "", CLIENT_SECRET: clientSecret = "" } = process.env;
	return { origin, issuer, clientId, clientSecret };
}

export type Application = ReturnType<typeof createApplication>;

export function createApplication({ origin, issuer, clientId, clientSecret }: Settings) {
	const development = origin.startsWith("http:");
	const secrets = process.env.SESSION_SECRETS?.split(",") ?? randomBytes(32).toString("base64url");
	const sessions = createSessions({ store: memoryStore(), secrets, development });
	const ledger = memoryLedger();
	const acme = createProvider({ issuer, clientId, clientSecret, development });
	const providers = { acme };
	const index = createSessionIndex(ledger);
	const tokens = createTokens({ sessions, secrets, providers, ledger });

	return {
		sessions,
		tokens,
		signIn: createSignIn({
			provider: acme,
			redirectUri: `${origin}/sign-in/callback`,
			scope: "openid email offline_access",
			...{ secrets, ledger, development },
		}),
		backChannel: createBackChannelLogout({ sessions, providers, ledger }),

		/** Browsers let a form lead to these only: the sign-out goes on to the provider. */
		csp: { "form-action": ["'self'", new URL(issuer).origin] },

		/** Makes the session that of the user who signed in. */
		async logIn(session: Session, signedIn: SignedIn): Promise<void> {
			const { claims, methods, level } = signedIn;
			await session.login(`${claims.iss} ${claims.sub}`, { methods, level, context: { email: claims.email } });
			await tokens.keep(session, "acme", signedIn.tokens, signedIn);
			await index.remember(session, claims);
		},

		/** Signs out here, then says where to sign out at the provider. */
		async logOut(session: Session): Promise<string> {
			await tokens.signOut(session);
			return (await signOutUrl(acme, { redirectUri: `${origin}/` })) ?? "/";
		},
	};
}
