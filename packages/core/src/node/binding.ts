/** What an adapter does with each request and its response: headers, the session, its commit. The framework is left out of it. */

import type { ServerResponse } from "node:http";
import {
	createProtection,
	type LoadOptions,
	type ProtectionOptions,
	type RequestOperations,
	type Session,
} from "@sojourn/core";
import { bindResponse, writeStart } from "./bind-response.ts";
import type { NodeRequest } from "./node-request.ts";
import { createProxyWarning } from "./proxy-warning.ts";

/** For the routes under a middleware. */
export type BindingOptions = Omit<LoadOptions, "crossSite"> & ProtectionOptions;

/** A request that is being answered. */
export interface Binding<Data extends object> {
	/** For this response's inline scripts and styles. */
	readonly nonce: string;
	/** Rejects with what the request is refused for. */
	readonly session: Promise<Session<Data>>;
	/**
	 * Stores the session before the response begins, for frameworks in which its failure can still be thrown. Does nothing
	 * once it has begun, or when the handler failed (a status from 500).
	 *
	 * @throws InvalidDataError, ConflictError, StoreUnavailableError; what the handler made of the response is dropped
	 */
	commit(): Promise<void>;
	/** To be told when the framework removes all headers, to answer an error: the security headers come back then. */
	restoreHeaders(): void;
}

/**
 * Prepares the middleware of a framework. What it gives is called for each request: it sets the security headers, refuses
 * cross-site requests, loads the session, and holds the response back until that is stored.
 *
 * @param framework its name, and the code that makes it trust a proxy
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function createBinding<Data extends object>(
	sessions: RequestOperations<Data>,
	options: BindingOptions,
	framework: { readonly name: string; readonly trustProxy: string },
): (request: NodeRequest, res: ServerResponse, failed: (error: unknown) => void) => Binding<Data> {
	const { start, crossSite } = createProtection(options);
	const loading = { ...options, crossSite };
	const warnOfProxy = createProxyWarning(framework.name, framework.trustProxy);

	return (request, res, failed) => {
		const response = bindResponse(sessions, null, res, failed);
		warnOfProxy(request);
		const begun = start(request);
		writeStart(res, begun);
		const session = sessions.load(request, loading).then((loaded) => {
			response.session = loaded;
			return loaded;
		});
		return {
			nonce: begun.nonce,
			session,
			commit: () => response.commit(),
			restoreHeaders: () => response.restore(begun),
		};
	};
}
