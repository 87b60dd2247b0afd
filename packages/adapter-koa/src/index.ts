/** @sojourn/adapter-koa: sessions for Koa 3 and 2. */

import "./koa-types.ts";

export type { UpgradeHandler, UpgradeOptions } from "@sojourn/core/node";
export { type GuardOptions, type RecentLoginOptions, requireRecentLogin, requireSession } from "./guards.ts";
export { type SessionMiddleware, type SessionMiddlewareOptions, session } from "./session.ts";
export { sessionErrors } from "./session-errors.ts";
export { onUpgrade } from "./upgrade.ts";
