/// <reference path="./next-modules.d.ts" />
/** @sojourn/adapter-next: sessions for Next.js. */

export { safeReturnTo, type TrustProxy } from "@sojourn/core/fetch";
export type { Action } from "./action.ts";
export { type ClientSession, clientSession } from "./client-session.ts";
export type { ComponentSessions } from "./components.ts";
export type { CreateProxy, OwnProxy, ProxyOptions } from "./create-proxy.ts";
export { getNonce } from "./incoming.ts";
export { type NextSessions, type NextSessionsOptions, nextSessions } from "./next-sessions.ts";
export type { NextOptions } from "./options.ts";
export type { Frozen, ReadonlySession } from "./read-only-session.ts";
export type { Route } from "./route.ts";
