/** What requests are answered with, as values that any framework can write. */

import { type Header, type SessionResponse, serializeCookie } from "@sojourn/core";

/** Sends the browser elsewhere, with cookies to set. */
export interface Redirect extends SessionResponse {
	readonly location: string;
}

/** Answers a server. */
export interface Answer {
	readonly status: number;
	readonly headers: readonly Header[];
	readonly body: string;
}

/** Keeps an answer out of every cache (RFC 9111, section 5.2.2.5). */
export const noStore: Header = ["Cache-Control", "no-store"];

/** An answer of JSON. */
export function jsonAnswer(status: number, body: object): Answer {
	return { status, headers: [["Content-Type", "application/json"], noStore], body: JSON.stringify(body) };
}

/** The web `Response`, for frameworks that take one: `303 See Other` for what has a location. */
export function toResponse(answer: Redirect | Answer): Response {
	const headers = new Headers(answer.headers.map(([name, value]) => [name, value]));
	if (!("location" in answer)) return new Response(answer.body || null, { status: answer.status, headers });
	headers.set("Location", answer.location);
	for (const cookie of answer.cookies) headers.append("Set-Cookie", serializeCookie(cookie));
	return new Response(null, { status: 303, headers });
}
