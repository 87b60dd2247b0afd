/** @sojourn/tokens: everything that is public, by name. */

export {
	type Advice,
	RevocationError,
	SignInError,
	TokenError,
	type TokenErrorOptions,
	TokenRefreshError,
	TokenValidationError,
} from "./errors.ts";
export type { RefreshReason, Report, TokenEvent } from "./events.ts";
export type { Ledger } from "./ledger/ledger.ts";
export { type MemoryLedgerOptions, memoryLedger } from "./ledger/memory-ledger.ts";
export {
	createRevocationList,
	type RevocableToken,
	type Revocation,
	type RevocationList,
	type RevocationListOptions,
	type RevokeOptions,
} from "./ledger/revocation-list.ts";
export type { Introspection, RefreshRequest, TokenProvider, TokenResponse } from "./provider/provider.ts";
