/** @sojourn/adapter-express: sessions for Express 5 and 4. */

import "./express-types.ts";

export type { UpgradeHandler, UpgradeOptions } from "@sojourn/core/node";
export {
	type Guard,
	type GuardOptions,
	type RecentLoginOptions,
	requireRecentLogin,
	requireSession,
} from "./guards.ts";
export { type SessionMiddleware, type SessionMiddlewareOptions, session } from "./session.ts";
export { sessionErrors } from "./session-errors.ts";
export { onUpgrade } from "./upgrade.ts";
