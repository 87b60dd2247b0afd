/** What code blocks of the guide for tokens of one's own take as given. */

import { memoryLedger } from "@sojourn/tokens";
import {
	createRefreshTokens,
	createSigningKeys,
	createTokenIssuer,
	createTokenVerifier,
	tokenSession,
} from "@sojourn/tokens/issuer";
import { secrets, sessions } from "./setup.ts";

export const ledger = memoryLedger();
export const keys = createSigningKeys({ ledger, secrets });
const about = { issuer: "https://app.example.com", audience: "https://app.example.com/api", keys };
export const tokens = createTokenIssuer(about);
export const verifier = createTokenVerifier({ ...about, alive: "never" });
export const refreshTokens = createRefreshTokens({ sessions, secrets, issuer: tokens });
export const reach = tokenSession(verifier, sessions);
