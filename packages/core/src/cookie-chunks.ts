/**
 * A value too large for one cookie, in several: `name.0`, `name.1`, … The first begins with how many there are (`3.`), so
 * that one left over from a longer value is never taken for a part of a shorter one.
 */

import { cookieValues, expiredCookie, maxCookieSize, type SetCookie, serializeCookie } from "./cookie.ts";
import { InvalidArgumentError } from "./errors.ts";

/** With four, no request would get past the 16 KiB of headers that Node accepts. */
const maxChunks = 3;
const countLength = 2;

/**
 * The cookie, or the cookies that its value is spread over, each with at most 4096 bytes, attributes included; then the
 * expired ones for those in the request that are no longer part of it.
 *
 * @param header - The request's `Cookie` header.
 * @throws InvalidArgumentError when the value needs more than three cookies.
 */
export function chunkCookie(cookie: SetCookie, header: string | undefined): SetCookie[] {
	const { name, value } = cookie;
	const cookies: SetCookie[] = [];
	if (value.length <= roomIn(cookie)) cookies.push(cookie);
	else {
		const size = roomIn({ ...cookie, name: chunkName(name, 0) }) - countLength;
		const count = Math.ceil(value.length / size);
		if (count > maxChunks) {
			throw new InvalidArgumentError(
				`The cookie ${name} can't be set: its value has ${value.length} bytes, and ${maxChunks} cookies hold ${maxChunks * size}. Keep less in it, or keep it on the server.`,
			);
		}
		for (let i = 0; i < count; i++) {
			const part = value.slice(i * size, (i + 1) * size);
			cookies.push({ ...cookie, name: chunkName(name, i), value: i === 0 ? `${count}.${part}` : part });
		}
	}
	const kept = new Set(cookies.map((cookie) => cookie.name));
	return [...cookies, ...expireChunks(cookie, header).filter((cookie) => !kept.has(cookie.name))];
}

/** The expired cookies for all that a request has of this cookie, whole or in chunks. */
export function expireChunks(cookie: SetCookie, header: string | undefined): SetCookie[] {
	return [cookie.name, ...chunkNames(cookie.name)]
		.filter((name) => cookieValues(header, name).length > 0)
		.map((name) => expiredCookie({ ...cookie, name }));
}

/**
 * The values that a request may have of the cookie, whole or in chunks: one, unless there are several cookies of a name
 * (see {@link cookieValues}). Nothing says which of their chunks belong together but their order.
 */
export function joinChunks(header: string | undefined, name: string): string[] {
	const values = cookieValues(header, name);
	const chunks = chunkNames(name).map((name) => cookieValues(header, name));
	const ways = Math.max(...chunks.map((found) => found.length));
	for (let way = 0; way < ways; way++) {
		const parts = chunks.map((found) => found[Math.min(way, found.length - 1)]);
		// From two to `maxChunks` of them.
		const [, count, first] = /^([23])\.(.*)$/.exec(parts[0] ?? "") ?? [];
		const rest = parts.slice(1, Number(count));
		if (first !== undefined && !rest.includes(undefined)) values.push(first + rest.join(""));
	}
	return values;
}

function chunkName(name: string, index: number): string {
	return `${name}.${index}`;
}

function chunkNames(name: string): string[] {
	return Array.from({ length: maxChunks }, (_, index) => chunkName(name, index));
}

/** How long a value the cookie has room for. */
function roomIn(cookie: SetCookie): number {
	return maxCookieSize - serializeCookie({ ...cookie, value: "" }).length;
}
