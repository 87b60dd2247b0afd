/** What an application says of itself, and what is made of it once. */

import {
	createProtection,
	type LoadOptions,
	type Protection,
	type ProtectionOptions,
	type RequestOperations,
} from "@sojourn/core";
import { createTranslation, type TranslateRequest, type TrustProxy } from "@sojourn/core/fetch";

/** The options that hold for components, actions, route handlers and pages alike. */
export interface NextOptions extends Omit<LoadOptions, "crossSite">, Pick<ProtectionOptions, "crossSite"> {
	/** The proxies in front of Next. Without it sessions record no IP address. */
	readonly trustProxy?: TrustProxy;
	/** The page that visitors without a session are sent to. Default `"/login"`. */
	readonly loginPath?: string;
}

/** What every part of the adapter works with. */
export interface Binding<Data extends object> {
	readonly sessions: RequestOperations<Data>;
	readonly translate: TranslateRequest;
	readonly loading: LoadOptions;
	/** Of responses that bring no security headers of their own: those are the proxy's. */
	readonly start: Protection["start"];
	readonly loginPath: string;
}

/** @throws ConfigurationError for an option that makes no sense */
export function bind<Data extends object>(sessions: RequestOperations<Data>, options: NextOptions): Binding<Data> {
	const { trustProxy, loginPath = "/login", ...loading } = options;
	const { start, crossSite } = createProtection({ ...options, headers: false });
	return { sessions, translate: createTranslation(trustProxy), loading: { ...loading, crossSite }, start, loginPath };
}
