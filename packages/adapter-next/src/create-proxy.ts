/** What goes in front of all routes: `proxy.ts`. */

import {
	createProtection,
	type RequestOperations,
	type SecurityHeaderOptions,
	type SessionResponse,
} from "@sojourn/core";
import { createExchanges, createTranslation, errorResponse, writeHeaders } from "@sojourn/core/fetch";
import { type NextFetchEvent, type NextRequest, NextResponse } from "next/server.js";
import { isLoginDemand, isSessionError } from "./errors.ts";
import { forward, goOn } from "./go-on.ts";
import { nonceHeader, pathHeader } from "./incoming.ts";
import type { NextOptions } from "./options.ts";
import { pageHeaders } from "./page-headers.ts";
import { isPrefetch, isUnder, pathAndQuery } from "./paths.ts";
import { loginAddress } from "./return-to.ts";

/** What only the proxy needs to know. Paths are without `basePath`; each stands for all below it too. */
export interface ProxyOptions {
	/** Security headers of every response; `false` sets none. Next reads the nonce of its scripts from the policy. */
	readonly headers?: SecurityHeaderOptions | false;
	/** Pages, and API routes, for logged-in users only. None by default: a page's own `requireSession()` is the better guard. */
	readonly protect?: readonly string[];
	/** Where route handlers and API routes are: they load their sessions themselves, and are answered JSON. Default `["/api"]`. */
	readonly apiPaths?: readonly string[];
	/**
	 * Pages that are rendered when the application is built. Nothing in them can carry a nonce, so their policy lets the
	 * inline scripts run that Next writes. None by default.
	 */
	readonly staticPaths?: readonly string[];
}

/** An application's own proxy, for what it does beside: rewrites, redirects, languages. `undefined` is "go on". */
export type OwnProxy = (
	request: NextRequest,
	event: NextFetchEvent,
) => Response | undefined | Promise<Response | undefined>;

/**
 * The function for `proxy.ts`: sets the security headers, refuses cross-site requests, keeps sessions that are used alive,
 * renews their cookies (and shows them to the components of the same request), and guards the paths to protect.
 *
 * @param own runs for requests that may go on; its request has the headers that components will see
 */
export type CreateProxy = (own?: OwnProxy) => (request: NextRequest, event: NextFetchEvent) => Promise<Response>;

export function createProxy<Data extends object>(
	sessions: RequestOperations<Data>,
	options: ProxyOptions & NextOptions,
): CreateProxy {
	const { headers = {}, protect = [], apiPaths = ["/api"], staticPaths = [], loginPath = "/login" } = options;
	const beginPage = createExchanges(sessions, { ...options, headers: pageHeaders(headers, false) });
	const beginBuiltPage = createExchanges(sessions, { ...options, headers: pageHeaders(headers, true) });
	const { crossSite } = createProtection(options);
	const translate = createTranslation(options.trustProxy);

	return (own) => async (request, event) => {
		const { path, query } = pathAndQuery(request);
		const exchange = (isUnder(staticPaths, path) ? beginBuiltPage : beginPage)(request);
		const { start } = exchange;
		const finish = (response: Response, session?: SessionResponse): Response => {
			writeHeaders(response.headers, start, session);
			return response;
		};
		const isApi = isUnder(apiPaths, path);
		const isPage = !isApi && /^(GET|HEAD)$/.test(request.method);
		const guarded = isUnder(protect, path) && path !== loginPath && (isApi || isPage);
		let written: SessionResponse | undefined;
		try {
			if (guarded || isPage || crossSite(translate(request)) !== null) {
				const session = await exchange.load();
				if (guarded) session.require();
				if (isPage && !isPrefetch(request)) written = await sessions.commit(session);
			}
		} catch (error) {
			if (!isSessionError(error)) throw error;
			if (isApi || !isLoginDemand(error)) return finish(errorResponse(error));
			const { pathname, search } = new URL(loginAddress(loginPath, error.reason, path + query), request.nextUrl.origin);
			return finish(NextResponse.redirect(Object.assign(request.nextUrl.clone(), { buildId: "", pathname, search })));
		}

		const policy = start.headers.find(([name]) => name === "Content-Security-Policy")?.[1];
		forward(request, "content-security-policy", policy);
		forward(request, nonceHeader, start.nonce);
		forward(request, pathHeader, path + query);
		if (written !== undefined && written.cookies.length > 0) {
			const renewed = written.cookies.map(({ name, value }) => `${name}=${value}`);
			forward(request, "cookie", [...renewed, request.headers.get("cookie")].join("; "));
		}
		return finish(goOn(request, await own?.(request, event)), written);
	};
}
