/** What an application says of itself, and what every part of the adapter works with. */

import type { RequestOperations } from "@sojourn/core";
import { createExchanges, type ExchangeOptions } from "@sojourn/core/fetch";

/** For components, actions, route handlers and pages. Without `trustProxy`, sessions record no IP address. */
export interface NextOptions extends Omit<ExchangeOptions, "headers"> {
	/** The page that visitors without a session are sent to. Default `"/login"`. */
	readonly loginPath?: string;
}

export interface Binding<Data extends object> {
	readonly sessions: RequestOperations<Data>;
	/** Begins with a request whose response gets its security headers from the proxy. */
	readonly begin: ReturnType<typeof createExchanges<Data>>;
	readonly loginPath: string;
}

/** @throws ConfigurationError naming everything in the options that is wrong */
export function bind<Data extends object>(sessions: RequestOperations<Data>, options: NextOptions): Binding<Data> {
	const { loginPath = "/login" } = options;
	return { sessions, begin: createExchanges(sessions, { ...options, headers: false }), loginPath };
}
