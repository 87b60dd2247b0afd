/** What a response must carry. */

import { expiredCookie, type SetCookie, sessionCookie } from "./cookie.ts";
import type { Header } from "./request.ts";
import type { Visit } from "./visit.ts";

/** What the response must carry, as values: the adapter writes them in its framework's way. */
export interface SessionResponse {
	/** Each is a `Set-Cookie` header of its own. */
	readonly cookies: readonly SetCookie[];
	/** Headers that replace those of the same name. */
	readonly headers: readonly Header[];
}

/** Of a visit that is stored. From now on its response counts as begun. */
export function respond(visit: Visit): SessionResponse {
	const { engine, record, send, clear, via } = visit;
	visit.begun = true;
	const { cookie, personal, farewell } = engine.settings;
	const cookies: SetCookie[] = [];
	if (send !== null && record !== null && via === "cookie") {
		const maxAge = Math.ceil((record.expiresAt - engine.now()) / 1000);
		cookies.push(sessionCookie(cookie, send, cookie.persistent ? Math.max(0, maxAge) : undefined));
	} else if (clear && via === "cookie") {
		cookies.push(expiredCookie(sessionCookie(cookie, "")));
	}
	if (clear) return { cookies, headers: [...personal, ...farewell] };
	return {
		cookies,
		headers: cookies.length > 0 || (record !== null && record.userId !== null) ? personal : none,
	};
}

const none: readonly Header[] = [];
