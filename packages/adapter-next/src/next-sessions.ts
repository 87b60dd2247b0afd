/** All that an application needs of its sessions under Next, from one call. */

import type { RequestOperations, SessionData } from "@sojourn/core";
import { type Action, createAction } from "./action.ts";
import { type ComponentSessions, createComponentSessions } from "./components.ts";
import { type CreateProxy, createProxy, type ProxyOptions } from "./create-proxy.ts";
import { bind, type NextOptions } from "./options.ts";
import { createRoute, type Route } from "./route.ts";

export interface NextSessionsOptions extends NextOptions, ProxyOptions {}

/** For server components, server actions, route handlers and `proxy.ts`. */
export interface NextSessions<Data extends object> extends ComponentSessions<Data> {
	readonly action: Action<Data>;
	readonly route: Route<Data>;
	readonly createProxy: CreateProxy;
}

/**
 * Binds sessions to Next's App Router. Call it once, in a module that server code imports:
 * `export const { getSession, requireSession, action, route, createProxy } = nextSessions(sessions);`
 *
 * @param sessions from `createSessions()` of `@sojourn/core`
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function nextSessions<Data extends object = SessionData>(
	sessions: RequestOperations<Data>,
	options: NextSessionsOptions = {},
): NextSessions<Data> {
	const binding = bind(sessions, options);
	return {
		...createComponentSessions(binding),
		action: createAction(binding),
		route: createRoute(binding),
		createProxy: createProxy(sessions, options),
	};
}
