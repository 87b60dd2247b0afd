/** What `redirect()`, `notFound()` and their kind throw to leave a handler. */

import { unstable_rethrow } from "next/navigation";

/** Whether a handler that has done its work left it so. */
export function isControlFlow(error: unknown): boolean {
	try {
		unstable_rethrow(error);
		return false;
	} catch {
		return true;
	}
}

/** The response that Next makes of it in a route handler; `null` for everything else. */
export function controlFlowResponse(error: unknown): Response | null {
	const { digest } = Object(error) as { digest?: unknown };
	if (typeof digest !== "string") return null;
	const [, location, redirectStatus] = /^NEXT_REDIRECT;\w+;(.*);(\d{3});$/s.exec(digest) ?? [];
	if (location !== undefined) return new Response(null, { status: Number(redirectStatus), headers: { location } });
	const [, status] = /^NEXT_HTTP_ERROR_FALLBACK;(\d{3})$/.exec(digest) ?? [];
	return status === undefined ? null : new Response(null, { status: Number(status) });
}
