/** @sojourn/tokens: everything that is public, by name. */

export { type Answer, type Redirect, toResponse } from "./answer.ts";
export {
	type Advice,
	RevocationError,
	SignInError,
	type SignInErrorOptions,
	TokenError,
	type TokenErrorOptions,
	type TokenProblem,
	TokenRefreshError,
	TokenValidationError,
} from "./errors.ts";
export type { RefreshReason, Report, TokenEvent, TokenEventDetails } from "./events.ts";
export type { AccessTokenInfo, GrantInfo } from "./grants/description.ts";
export type { GrantEnd, Refresh, SignInFacts, Target } from "./grants/grant.ts";
export type { TokensOptions } from "./grants/options.ts";
export type { ProvenRequest } from "./grants/proof.ts";
export type { AccessTokenRequest, ServedToken } from "./grants/serve.ts";
export { tokensKey } from "./grants/token-set.ts";
export {
	createTokens,
	type EndableSession,
	type ProviderChoice,
	type RevokeTokensOptions,
	type Tokens,
} from "./grants/tokens.ts";
export type { TokenSession, TokenSessions } from "./grants/vault.ts";
export type { Ledger } from "./ledger/ledger.ts";
export { type MemoryLedgerOptions, memoryLedger } from "./ledger/memory-ledger.ts";
export type { RedisLedgerClient } from "./ledger/redis-client.ts";
export { type RedisLedgerOptions, redisLedger } from "./ledger/redis-ledger.ts";
export {
	createRevocationList,
	type RevocableToken,
	type Revocation,
	type RevocationList,
	type RevocationListOptions,
	type RevokeOptions,
} from "./ledger/revocation-list.ts";
export { createProvider, type Provider } from "./provider/create-provider.ts";
export type { Introspection, RefreshRequest, TokenProvider, TokenResponse } from "./provider/provider.ts";
export type { ProviderMetadata, ProviderOptions } from "./provider/provider-options.ts";
export type {
	AuthorizationRequest,
	CodeExchange,
	IdTokenClaims,
	SignInProvider,
	SignInSecrets,
} from "./provider/sign-in-provider.ts";
export type { AssuranceLevels } from "./sign-in/assurance.ts";
export { type Callback, createSignIn, type SignedIn, type SignIn } from "./sign-in/create-sign-in.ts";
export type { BeginOptions, SignInOptions } from "./sign-in/options.ts";
export { type BackChannelLogout, type BackChannelOptions, createBackChannelLogout } from "./sign-out/back-channel.ts";
export type { ProviderLogoutOptions } from "./sign-out/provider-logout.ts";
export { createSessionIndex, type Party, type SessionIndex } from "./sign-out/session-index.ts";
export {
	createSharedSignals,
	type PushedSignal,
	type SharedSignals,
	type SharedSignalsOptions,
	type Transmitter,
} from "./sign-out/shared-signals.ts";
export { type SignOutOptions, signOutUrl } from "./sign-out/sign-out-url.ts";
export type { Sender } from "./sign-out/signed-message.ts";
