/**
 * Holds a response back until something asynchronous is done. What the handler writes meanwhile waits in memory, which
 * is little: streams are told to pause.
 */

import { type OutgoingHttpHeader, type OutgoingHttpHeaders, OutgoingMessage, type ServerResponse } from "node:http";
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

/** Where a response's {@link Hold} is. */
const holdOf: unique symbol = Symbol("hold");

type HeldResponse = ServerResponse & { [holdOf]: Hold };

/**
 * Runs `before` when the response is about to begin: at the first `writeHead`, `write`, `end` or `flushHeaders`, whoever
 * calls it. What `before` does at once delays nothing. If it gives a promise, everything is held until that settles. If
 * it fails, what the handler made of the response is dropped, and `failed` can make another one.
 *
 * @param before runs once, and may still set headers
 * @param after runs when the response is over, if it began before its end was known: a stream
 */
export function holdResponse(
	res: ServerResponse,
	before: () => void | Promise<void>,
	failed: (error: unknown) => void,
	after: () => void,
): void {
	const held = res as unknown as Record<string | symbol, unknown>;
	held[holdOf] = new Hold(res, before, failed, after);
	held.writeHead = writeHead;
	held.write = write;
	held.end = end;
	held.flushHeaders = flushHeaders;
	res.on("pipe", remember);
}

/** The state of one response, and its methods as they were. */
class Hold {
	readonly writeHead: ServerResponse["writeHead"];
	readonly write: ServerResponse["write"];
	readonly end: ServerResponse["end"];
	readonly flushHeaders: ServerResponse["flushHeaders"];
	readonly sources: Readable[] = [];
	state: "waiting" | "held" | "open" = "waiting";
	ended = false;
	readonly #res: ServerResponse;
	readonly #before: () => void | Promise<void>;
	readonly #failed: (error: unknown) => void;
	readonly #after: () => void;
	readonly #calls: (() => void)[] = [];

	constructor(
		res: ServerResponse,
		before: () => void | Promise<void>,
		failed: (error: unknown) => void,
		after: () => void,
	) {
		this.writeHead = res.writeHead;
		this.write = res.write;
		this.end = res.end;
		this.flushHeaders = res.flushHeaders;
		this.#res = res;
		this.#before = before;
		this.#failed = failed;
		this.#after = after;
	}

	/** As {@link begin}, for a call after which there may be more. */
	beginStream(): boolean {
		if (this.state === "waiting") this.#res.once("close", this.#after);
		return this.begin();
	}

	/** Whether the call that asks may go through now; if not, it is to be held, unless the response was dropped. */
	begin(): boolean {
		if (this.state !== "waiting") return this.state === "open";
		this.state = "open";
		try {
			const pending = this.#before();
			if (pending === undefined) return true;
			this.state = "held";
			Object.defineProperties(this.#res, countAsSent);
			pending.then(
				() => this.#release(),
				(error) => this.#drop(error),
			);
		} catch (error) {
			this.#drop(error);
		}
		return false;
	}

	/** Keeps a call for later; the calls of a response that was dropped are dropped too. */
	later(call: () => void): void {
		if (this.state === "held") this.#calls.push(call);
	}

	#release(): void {
		const res = this.#res;
		this.state = "open";
		for (const call of this.#calls.splice(0)) call();
		if (!res.writableEnded && !res.writableNeedDrain) res.emit("drain");
	}

	#drop(error: unknown): void {
		const res = this.#res;
		this.state = "open";
		res.off("close", this.#after);
		for (const source of this.sources) source.unpipe(res).destroy();
		for (const name of ownHeaders) res.removeHeader(name);
		res.statusCode = 200;
		res.statusMessage = "";
		this.#failed(error);
	}
}

// The functions are the same for all responses, so that V8 sees responses of one shape.

function writeHead(
	this: HeldResponse,
	status: number,
	...rest: [message?: string, headers?: Headers] | [headers?: Headers]
): ServerResponse {
	const hold = this[holdOf];
	if (hold.state === "open") {
		return hold.writeHead.apply(this, [status, ...rest] as unknown as Parameters<ServerResponse["writeHead"]>);
	}
	const [first, second] = rest;
	// Left to the original they would take the place of those that `before` is about to set.
	setHeaders(this, typeof first === "object" ? first : second);
	this.statusCode = status;
	this.statusMessage = typeof first === "string" ? first : "";
	const call = () => hold.writeHead.call(this, status);
	if (hold.beginStream()) call();
	else hold.later(call);
	return this;
}

function write(this: HeldResponse, ...args: Parameters<ServerResponse["write"]>): boolean {
	const hold = this[holdOf];
	if (hold.beginStream()) return hold.write.apply(this, args);
	hold.later(() => hold.write.apply(this, args));
	return false;
}

function end(this: HeldResponse, ...args: Parameters<ServerResponse["end"]>): ServerResponse {
	const hold = this[holdOf];
	if (hold.begin()) return hold.end.apply(this, args);
	hold.later(() => hold.end.apply(this, args));
	hold.ended = true;
	return this;
}

function flushHeaders(this: HeldResponse): void {
	const hold = this[holdOf];
	if (hold.beginStream()) hold.flushHeaders.call(this);
	else hold.later(() => hold.flushHeaders.call(this));
}

function remember(this: HeldResponse, source: Readable): void {
	this[holdOf].sources.push(source);
}

/** What was handed over counts as sent: so say the properties that frameworks look at before they answer again. */
const countAsSent: PropertyDescriptorMap & ThisType<HeldResponse> = {
	headersSent: {
		configurable: true,
		get() {
			return this[holdOf].state === "held" || inherited("headersSent", this);
		},
	},
	writableEnded: {
		configurable: true,
		get() {
			return this[holdOf].state === "held" ? this[holdOf].ended : inherited("writableEnded", this);
		},
	},
};

function inherited(name: "headersSent" | "writableEnded", res: ServerResponse): boolean {
	return Reflect.get(OutgoingMessage.prototype, name, res);
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
