/** Pages of the reference of tokens. */

import type { ApiPage } from "./page.ts";

const tokens = { module: "@sojourn/tokens", entry: "packages/tokens/src/index.ts" };

export const tokenPages: readonly ApiPage[] = [
	{
		...tokens,
		slug: "tokens",
		title: "@sojourn/tokens",
		description: "Tokens of providers behind sessions, and what goes wrong with tokens.",
		first: ["createTokens", "Tokens", "TokensOptions", "AccessTokenRequest", "ServedToken"],
	},
	{
		...tokens,
		slug: "tokens-sign-in",
		title: "@sojourn/tokens: signing in and out",
		description: "OpenID Connect: the authorization code flow, sign-out here, there, and by the provider.",
		files: [
			"sign-in/create-sign-in.ts",
			"sign-in/options.ts",
			"sign-in/assurance.ts",
			"answer.ts",
			"sign-out/sign-out-url.ts",
			"sign-out/session-index.ts",
			"sign-out/back-channel.ts",
			"sign-out/shared-signals.ts",
			"sign-out/provider-logout.ts",
			"sign-out/signed-message.ts",
		],
		first: ["createSignIn", "SignIn", "SignInOptions", "BeginOptions", "Callback", "SignedIn"],
	},
	{
		...tokens,
		slug: "tokens-providers",
		title: "@sojourn/tokens: providers",
		description: "A provider by its address, or one of your own.",
		files: [
			"provider/create-provider.ts",
			"provider/provider-options.ts",
			"provider/provider.ts",
			"provider/sign-in-provider.ts",
		],
	},
	{
		...tokens,
		slug: "tokens-ledgers",
		title: "@sojourn/tokens: ledgers",
		description: "What servers remember together, in memory or Redis, and the list of revoked tokens.",
		files: [
			"ledger/ledger.ts",
			"ledger/memory-ledger.ts",
			"ledger/redis-ledger.ts",
			"ledger/redis-client.ts",
			"ledger/revocation-list.ts",
		],
	},
	{
		slug: "tokens-sql",
		title: "@sojourn/tokens/sql",
		description: "A ledger in a SQL database.",
		module: "@sojourn/tokens/sql",
		entry: "packages/tokens/src/ledger/sql/index.ts",
		first: ["sqlLedger"],
	},
	{
		slug: "tokens-issuer",
		title: "@sojourn/tokens/issuer",
		description: "Access and refresh tokens of your own.",
		module: "@sojourn/tokens/issuer",
		entry: "packages/tokens/src/issuer/index.ts",
		first: [
			"createSigningKeys",
			"createTokenIssuer",
			"TokenIssuer",
			"createTokenVerifier",
			"TokenVerifier",
			"TokenVerifierOptions",
			"createRefreshTokens",
			"RefreshTokens",
			"tokenSession",
		],
	},
];
