/** @sojourn/adapter-fetch/hono: sessions for Hono. */

export type { TrustProxy } from "@sojourn/core/fetch";
export { type GuardOptions, type RecentLoginOptions, requireRecentLogin, requireSession } from "./guards.ts";
export { type SessionEnv, type SessionMiddlewareOptions, session } from "./session.ts";
export { sessionErrors } from "./session-errors.ts";
