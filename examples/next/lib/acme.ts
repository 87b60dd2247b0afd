/** Users who sign in at Acme, an OpenID provider: where the environment names one. */

import type { Session } from "@sojourn/core";
import {
	createBackChannelLogout,
	createProvider,
	createSessionIndex,
	createSignIn,
	createTokens,
	type Ledger,
	memoryLedger,
	type SignedIn,
} from "@sojourn/tokens";
import { secrets, sessions } from "@/lib/session";

// As the store of sessions is.
const memory = globalThis as { ledger?: Ledger };
memory.ledger ??= memoryLedger();

const { ORIGIN: origin = "http://localhost:3000", ISSUER: issuer } = process.env;

/** `undefined` also while the application is built, when nobody knows its environment. */
export const acme = issuer === undefined ? undefined : connect(issuer, memory.ledger);

function connect(issuer: string, ledger: Ledger) {
	const { CLIENT_ID: clientId = "", CLIENT_SECRET: clientSecret = "" } = process.env;
	const development = origin.startsWith("http:");
	const provider = createProvider({ issuer, clientId, clientSecret, development });
	const providers = { acme: provider };
	const tokens = createTokens({ sessions, secrets, ledger, providers });
	const index = createSessionIndex(ledger);
	return {
		tokens,
		backChannel: createBackChannelLogout({ sessions, ledger, providers }),
		signIn: createSignIn({
			...{ provider, secrets, ledger, development },
			redirectUri: `${origin}/api/sign-in/callback`,
			scope: "openid offline_access",
		}),

		/** Makes the session that of the user who signed in. */
		async logIn(session: Session<object>, signedIn: SignedIn): Promise<void> {
			const { claims, methods, level } = signedIn;
			await session.login(`${claims.sub} of Acme`, { methods, level });
			await tokens.keep(session, "acme", signedIn.tokens, signedIn);
			await index.remember(session, claims);
		},
	};
}
