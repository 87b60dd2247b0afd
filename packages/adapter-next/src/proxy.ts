/** What goes in front of all routes: `proxy.ts`. */

import type { SecurityHeaderOptions, SessionResponse } from "@sojourn/core";
import { writeHeaders } from "@sojourn/core/fetch";
import { type NextFetchEvent, type NextRequest, NextResponse } from "next/server.js";
import { answer, isLoginDemand, isSessionError } from "./errors.ts";
import { forward, goOn } from "./go-on.ts";
import { nonceHeader, pathHeader } from "./incoming.ts";
import type { Binding, NextOptions } from "./options.ts";
import { createPageHeaders } from "./page-headers.ts";
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

const nothing: SessionResponse = { cookies: [], headers: [] };

export function createProxy<Data extends object>(
	binding: Binding<Data>,
	options: ProxyOptions & Pick<NextOptions, "crossSite">,
): CreateProxy {
	const { sessions, translate, loading, loginPath } = binding;
	const { protect = [], apiPaths = ["/api"], staticPaths = [] } = options;
	const startPage = createPageHeaders(options, false);
	const startBuiltPage = createPageHeaders(options, true);

	return (own) => async (request, event) => {
		const seen = translate(request);
		const { path, query } = pathAndQuery(request);
		const start = (isUnder(staticPaths, path) ? startBuiltPage : startPage)(seen);
		const finish = (response: Response, session: SessionResponse = nothing): Response => {
			writeHeaders(response.headers, start, session);
			return response;
		};
		const isApi = isUnder(apiPaths, path);
		const isRead = /^(GET|HEAD)$/.test(request.method);
		const guarded = isUnder(protect, path) && path !== loginPath && (isApi || isRead);
		let written = nothing;
		try {
			if (guarded || (isRead && !isApi) || loading.crossSite?.(seen) != null) {
				const session = await sessions.load(seen, loading);
				if (guarded) session.require();
				if (isRead && !isApi && !isPrefetch(request)) written = await sessions.commit(session);
			}
		} catch (error) {
			if (!isSessionError(error)) throw error;
			if (isApi || !isLoginDemand(error)) return finish(answer(error));
			const { pathname, search } = new URL(loginAddress(loginPath, error.reason, path + query), request.nextUrl.origin);
			return finish(NextResponse.redirect(Object.assign(request.nextUrl.clone(), { pathname, search })));
		}

		const policy = start.headers.find(([name]) => name === "Content-Security-Policy")?.[1];
		forward(request, "content-security-policy", policy);
		forward(request, nonceHeader, start.nonce);
		forward(request, pathHeader, path + query);
		if (written.cookies.length > 0) {
			const renewed = written.cookies.map(({ name, value }) => `${name}=${value}`);
			request.headers.set("cookie", [...renewed, request.headers.get("cookie")].join("; "));
		}
		return finish(goOn(request, await own?.(request, event)), written);
	};
}
