/** @sojourn/adapter-fetch: sessions for servers of web requests and responses. */

export type { TrustProxy } from "@sojourn/core/fetch";
export { type SessionOptions, session, type WithSession } from "./session.ts";
