/** @sojourn/core: everything that is public, by name. */

export type { Credential, LoginOptions } from "./actions.ts";
export type { Client } from "./client.ts";
export { type CookieOptions, type SetCookie, serializeCookie } from "./cookie.ts";
export type { MaybePromise } from "./crypto/port.ts";
export { type CookieReport, debugCookie, debugSession, type SessionReport } from "./debug.ts";
export { type Duration, milliseconds } from "./duration.ts";
export { type EncryptionOptions, encryptedStore } from "./encrypted-store.ts";
export type { AnySessions } from "./engine.ts";
export {
	ConfigurationError,
	ConflictError,
	CrossSiteError,
	DeviceMismatchError,
	InvalidArgumentError,
	InvalidDataError,
	ResponseBegunError,
	SessionEndedError,
	SessionError,
	SessionExpiredError,
	SessionLimitError,
	SessionNotFoundError,
	SessionRequiredError,
	StepUpRequiredError,
	StoreUnavailableError,
	SuspiciousActivityError,
} from "./errors.ts";
export type { RefusalReason, SessionEvent } from "./events.ts";
export { finishResponse } from "./finish-response.ts";
export { refusalOf, sessionOf } from "./guard.ts";
export type { CspDirectives, SecurityHeaderOptions } from "./headers.ts";
export type { ListOptions, ScanOperations, SweepOperations, UserOperations } from "./lists.ts";
export type { LoadOptions } from "./load.ts";
export { type MemoryStoreOptions, memoryStore } from "./memory-store.ts";
export type { SessionLimits } from "./mint.ts";
export type { CreateOptions, EndOptions, Operations, OwnerOptions, StoredSession } from "./operations.ts";
export type { FailurePolicy, Location, SessionOptions } from "./options.ts";
export type { CrossSiteOptions } from "./origin.ts";
export { platformTimers, type Timers } from "./platform.ts";
export type { Plugin, Verdict } from "./plugin.ts";
export { createProtection, type Protection, type ProtectionOptions, type ResponseStart } from "./protection.ts";
export {
	type Authentication,
	type Device,
	deadline,
	decodeRecord,
	type EndReason,
	type EndState,
	encodeRecord,
	expiry,
	forgetAt,
	type PreviousSecret,
	type SessionEnd,
	type SessionRecord,
	tombstone,
} from "./record.ts";
export type { Header, SessionRequest } from "./request.ts";
export type { SessionResponse } from "./respond.ts";
export type { Schema } from "./schema.ts";
export { createSealer, type OpenedSeal, type Sealer, type SealerOptions } from "./seal.ts";
export { createSealedCookie, type SealedCookie, type SealedCookieOptions } from "./sealed-cookie.ts";
export type { LoginDemand, Session, SessionData } from "./session.ts";
export type { SessionInfo, SessionState } from "./session-info.ts";
export {
	type CommitOptions,
	createSessions,
	type RequestOperations,
	type Sessions,
} from "./sessions.ts";
export {
	type CompleteStore,
	type CreateLimit,
	type CreateResult,
	type FreshRead,
	type InvalidationListener,
	type Invalidations,
	type ListQuery,
	matchesDevice,
	type Page,
	type ScanQuery,
	type SessionScan,
	type SessionStore,
	type SessionSweep,
	type SweepResult,
	type UserIndex,
	type UserLimit,
	type UserRef,
} from "./store.ts";
export { type Sweeper, type SweeperOptions, startSweeper } from "./sweeper.ts";
