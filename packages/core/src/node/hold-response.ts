/**
 * Holds a response back until something asynchronous is done. What the handler writes meanwhile waits in memory, which
 * is little: streams are told to pause.
 */

import { type OutgoingHttpHeader, type OutgoingHttpHeaders, OutgoingMessage, type ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { SessionError } from "@sojourn/core";

/** What mustn't stay on the response that takes another's place. */
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

/** Removes what describes a response that is dropped. */
export function dropHeaders(res: ServerResponse): void {
	for (const name of ownHeaders) res.removeHeader(name);
}

/** Where a response's {@link Hold} is. */
const holdOf: unique symbol = Symbol("hold");

type HeldResponse = ServerResponse & { [holdOf]: Hold };

/** What is done when a response begins and ends. */
export interface ResponseHolder {
	/**
	 * Runs when the response is about to begin, and may still set headers: at once, or in the function that it promises. If
	 * it fails, it runs once more, for the response that takes its place.
	 */
	before(): undefined | Promise<() => void>;
	/** Told why `before` failed; makes another response. */
	failed(error: unknown): void;
	/** Runs when the response is over, if it began before its end was known: a stream. */
	after(): void;
}

/**
 * Holds a response until its holder's `before` is done: from the first `writeHead`, `write`, `end` or `flushHeaders` on,
 * whoever calls it. What `before` does at once delays nothing. If it fails, what the handler made of the response is
 * dropped.
 *
 * @throws SessionError when the response has a holder already
 */
export function holdResponse(res: ServerResponse, holder: ResponseHolder): void {
	if (holdOf in res) {
		throw new SessionError(
			"The session middleware ran twice for one request: mount it once, before all routes that need it.",
		);
	}
	const held = res as unknown as Record<string | symbol, unknown>;
	held[holdOf] = new Hold(res, holder);
	held.writeHead = writeHead;
	held.write = write;
	held.end = end;
	held.flushHeaders = flushHeaders;
	res.on("pipe", remember);
}

/** Most responses hold nothing back, and need no list for it. */
const none: readonly never[] = [];

/** The state of one response, and its methods as they were. */
class Hold {
	readonly writeHead: ServerResponse["writeHead"];
	readonly write: ServerResponse["write"];
	readonly end: ServerResponse["end"];
	readonly flushHeaders: ServerResponse["flushHeaders"];
	sources: readonly Readable[] = none;
	state: "waiting" | "held" | "open" = "waiting";
	ended = false;
	readonly #res: ServerResponse;
	readonly #holder: ResponseHolder;
	#calls: readonly (() => void)[] = none;
	#dropped = false;

	constructor(res: ServerResponse, holder: ResponseHolder) {
		this.writeHead = res.writeHead;
		this.write = res.write;
		this.end = res.end;
		this.flushHeaders = res.flushHeaders;
		this.#res = res;
		this.#holder = holder;
	}

	/** As {@link begin}, for a call after which there may be more. */
	beginStream(): boolean {
		if (this.state === "waiting") this.#res.once("close", () => this.#holder.after());
		return this.begin();
	}

	/** Whether the call that asks may go through now; if not, it is to be held. */
	begin(): boolean {
		if (this.state !== "waiting") return this.state === "open";
		this.state = "open";
		const pending = this.#before();
		if (pending === undefined) return true;
		this.state = "held";
		Object.defineProperties(this.#res, countAsSent);
		pending.then(
			(write) => this.#finish(write),
			(error) => this.#fail(error),
		);
		return false;
	}

	/** Keeps a call for later. */
	later(call: () => void): void {
		this.#calls = [...this.#calls, call];
	}

	#before(): undefined | Promise<() => void> {
		try {
			return this.#holder.before();
		} catch (error) {
			return Promise.reject(error);
		}
	}

	#finish(write: () => void): void {
		// Frameworks' own `setHeader` does nothing once headers count as sent.
		this.state = "open";
		try {
			write();
			this.#release();
		} catch (error) {
			this.#fail(error);
		}
	}

	#fail(error: unknown): void {
		if (this.#dropped) this.#release();
		else this.#drop(error);
	}

	#release(): void {
		const res = this.#res;
		this.state = "open";
		const calls = this.#calls;
		this.#calls = none;
		for (const call of calls) call();
		if (!res.writableEnded && !res.writableNeedDrain) res.emit("drain");
	}

	#drop(error: unknown): void {
		const res = this.#res;
		this.#dropped = true;
		this.state = "waiting";
		this.ended = false;
		this.#calls = none;
		for (const source of this.sources) source.unpipe(res).destroy();
		this.sources = none;
		dropHeaders(res);
		res.statusCode = 200;
		res.statusMessage = "";
		this.#holder.failed(error);
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
	const hold = this[holdOf];
	hold.sources = [...hold.sources, source];
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
