/**
 * Holds a response back until something asynchronous is done. What the handler writes meanwhile waits in memory, which
 * is little: streams are told to pause.
 */

import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Readable } from "node:stream";

/** What describes the response that is dropped, and mustn't stay on the one that takes its place. */
const ownHeaders = [
	"Accept-Ranges",
	"Cache-Control",
	"Content-Disposition",
	"Content-Encoding",
	"Content-Language",
	"Content-Length",
	"Content-Location",
	"Content-Range",
	"Content-Type",
	"ETag",
	"Expires",
	"Last-Modified",
	"Location",
];

/**
 * Runs `before` when the response is about to begin: at the first `writeHead`, `write`, `end` or `flushHeaders`, whoever
 * calls it. What `before` does at once delays nothing. If it gives a promise, everything is held until that settles. If
 * it fails, what the handler made of the response is dropped, and `failed` can make another one.
 *
 * @param before runs once, and may still set headers
 */
export function holdResponse(
	res: ServerResponse,
	before: () => void | Promise<void>,
	failed: (error: unknown) => void,
): void {
	const { writeHead, write, end, flushHeaders } = res;
	const held: (() => void)[] = [];
	const sources = new Set<Readable>();
	let state: "waiting" | "held" | "open" = "waiting";
	let ended = false;

	/** Whether the call that asks may go through now; if not, it is to be held, unless the response was dropped. */
	function begin(): boolean {
		if (state !== "waiting") return state === "open";
		state = "open";
		try {
			const pending = before();
			if (pending === undefined) return true;
			state = "held";
			pending.then(release, drop);
			// What was handed over counts as sent: so say the properties that frameworks look at before they answer again.
			Object.defineProperty(res, "headersSent", { configurable: true, get: () => true });
			Object.defineProperty(res, "writableEnded", { configurable: true, get: () => ended });
		} catch (error) {
			drop(error);
		}
		return false;
	}

	function hold(call: () => void): void {
		if (state === "held") held.push(call);
	}

	function open(): void {
		state = "open";
		Reflect.deleteProperty(res, "headersSent");
		Reflect.deleteProperty(res, "writableEnded");
	}

	function release(): void {
		open();
		for (const call of held.splice(0)) call();
		if (!res.writableEnded && !res.writableNeedDrain) res.emit("drain");
	}

	function drop(error: unknown): void {
		open();
		for (const source of sources) source.unpipe(res).destroy();
		for (const name of ownHeaders) res.removeHeader(name);
		res.statusCode = 200;
		res.statusMessage = "";
		failed(error);
	}

	res.on("pipe", (source: Readable) => sources.add(source));

	res.writeHead = ((status: number, ...rest: [message?: string, headers?: Headers] | [headers?: Headers]) => {
		if (state === "open") return writeHead.apply(res, [status, ...rest] as unknown as Parameters<typeof writeHead>);
		const message = typeof rest[0] === "string" ? rest[0] : "";
		// Left to writeHead they would take the place of those that `before` is about to set.
		setHeaders(res, (typeof rest[0] === "object" ? rest[0] : rest[1]) as Headers);
		res.statusCode = status;
		res.statusMessage = message;
		const call = () => writeHead.call(res, status);
		if (begin()) call();
		else hold(call);
		return res;
	}) as typeof res.writeHead;

	res.write = ((...args: Parameters<typeof write>) => {
		if (begin()) return write.apply(res, args);
		hold(() => write.apply(res, args));
		return false;
	}) as typeof res.write;

	res.end = ((...args: Parameters<typeof end>) => {
		if (begin()) return end.apply(res, args);
		hold(() => end.apply(res, args));
		ended = true;
		return res;
	}) as typeof res.end;

	res.flushHeaders = () => {
		if (begin()) flushHeaders.call(res);
		else hold(() => flushHeaders.call(res));
	};
}

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[] | readonly (readonly [string, string])[] | undefined;

/** Headers as `writeHead` takes them: an object, or names and values in one array or in pairs. They replace what was set. */
function setHeaders(res: ServerResponse, headers: Headers): void {
	if (headers === undefined || headers === null) return;
	if (!Array.isArray(headers)) {
		for (const [name, value] of Object.entries(headers)) if (value !== undefined) res.setHeader(name, value);
		return;
	}
	const flat = headers.flat() as string[];
	for (let index = 0; index < flat.length; index += 2) res.removeHeader(flat[index] as string);
	for (let index = 0; index < flat.length; index += 2)
		res.appendHeader(flat[index] as string, flat[index + 1] as string);
}
