/** What code blocks of the guide for signing in take as given. */

import type { Session } from "@sojourn/core";
import {
	createBackChannelLogout,
	createProvider,
	createSessionIndex,
	createSignIn,
	createTokens,
	memoryLedger,
	type SignedIn,
} from "@sojourn/tokens";
import { secrets, sessions } from "./setup.ts";

export const ledger = memoryLedger();
export const acme = createProvider({ issuer: "https://id.example.com", clientId: "shop", clientSecret: "…" });
const redirectUri = "https://shop.example.com/sign-in/callback";
export const signIn = createSignIn({ provider: acme, redirectUri, secrets, ledger });
export const tokens = createTokens({ sessions, secrets, ledger, providers: { acme } });
export const index = createSessionIndex(ledger);
export const backChannel = createBackChannelLogout({ sessions, ledger, providers: { acme } });
export declare function logIn(session: Session<object>, signedIn: SignedIn): Promise<void>;
