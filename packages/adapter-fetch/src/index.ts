/** @sojourn/adapter-fetch: sessions for servers of web requests and responses. */

export type { TrustProxy } from "@sojourn/core/fetch";
export { session, type WithSession, type WithSessionOptions } from "./session.ts";
