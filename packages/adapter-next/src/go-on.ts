/** Letting a request through to its route, with headers for it to see. */

import { type NextRequest, NextResponse } from "next/server.js";

/** Sets a header that the route will see, or removes the one that the client sent. */
export function forward(request: NextRequest, name: string, value: string | undefined): void {
	if (value) request.headers.set(name, value);
	else request.headers.delete(name);
}

/**
 * The response that lets the request through with its headers as they are now. One of the application's own keeps what it
 * says, and gets the headers if it lets the request through too and names none.
 */
export function goOn(request: NextRequest, own: Response | undefined): Response {
	const next = NextResponse.next({ request });
	if (own === undefined) return next;
	const response = new Response(own.body, own);
	const passes = response.headers.has("x-middleware-next") || response.headers.has("x-middleware-rewrite");
	if (passes && !response.headers.has("x-middleware-override-headers")) {
		for (const [name, value] of next.headers) if (name !== "x-middleware-next") response.headers.set(name, value);
	}
	return response;
}
