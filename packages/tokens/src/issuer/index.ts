/** @sojourn/tokens/issuer: access and refresh tokens of your own, by name. */

export type { Answer } from "../answer.ts";
export type { AccessTokenClaims } from "./access-token.ts";
export type { SigningAlgorithm } from "./algorithms.ts";
export { bearerOf, type TokenSession, tokenSession } from "./bearer.ts";
export { refreshKey } from "./chain.ts";
export { type ImportedKey, importSigningKeys } from "./imported-keys.ts";
export { jwksAnswer, jwksHandler } from "./jwks.ts";
export type { CachedLivenessOptions, LivenessOptions, SessionReader } from "./liveness.ts";
export type { RefreshProblem } from "./refresh-problem.ts";
export {
	createRefreshTokens,
	type RefreshOptions,
	type RefreshTokens,
	type RefreshTokensOptions,
	type TokenPair,
} from "./refresh-tokens.ts";
export { createSigningKeys, type SigningKeysOptions } from "./rotating-keys.ts";
export type { AnySession } from "./session-user.ts";
export type { SigningKey, SigningKeys, VerificationKey } from "./signing-keys.ts";
export {
	createTokenIssuer,
	type IssuedToken,
	type IssueOptions,
	type TokenIssuer,
	type TokenIssuerOptions,
} from "./token-issuer.ts";
export {
	createTokenVerifier,
	type TokenDemands,
	type TokenVerifier,
	type TokenVerifierOptions,
	type VerifierKeys,
} from "./token-verifier.ts";
