/** A session and the response to its request: committed before the first byte, and looked at again after the last. */

import type { ServerResponse } from "node:http";
import {
	finishResponse,
	type RequestOperations,
	type ResponseStart,
	type Session,
	type SessionResponse,
	serializeCookie,
} from "@sojourn/core";
import { dropHeaders, holdResponse, type ResponseHolder } from "./hold-response.ts";

/**
 * Commits the session when the response is about to begin, by its status then, and writes the cookies and headers that
 * come of it. Warns of changes that a handler makes after the first byte and doesn't store.
 *
 * When the session can't be stored, what the handler made of the response is dropped, and the response that takes its
 * place carries what took effect before, such as the cookie of a login.
 *
 * @param session `null` while it isn't loaded
 * @param failed is given the error when the session can't be stored, and answers in the framework's way
 * @throws SessionError when the response is bound already
 */
export function bindResponse<Data extends object>(
	sessions: RequestOperations<Data>,
	session: Session<Data> | null,
	res: ServerResponse,
	failed: (error: unknown) => void,
): BoundResponse<Data> {
	const bound = new BoundResponse(sessions, session, res, failed);
	holdResponse(res, bound);
	return bound;
}

type StartHeaders = Pick<ResponseStart, "headers" | "vary">;

/** What is done when the response begins and ends. */
export class BoundResponse<Data extends object> implements ResponseHolder {
	/** Once it is loaded. */
	session: Session<Data> | null;
	readonly #sessions: RequestOperations<Data>;
	readonly #res: ServerResponse;
	readonly #failed: (error: unknown) => void;
	#removed: StartHeaders | null = null;

	constructor(
		sessions: RequestOperations<Data>,
		session: Session<Data> | null,
		res: ServerResponse,
		failed: (error: unknown) => void,
	) {
		this.#sessions = sessions;
		this.session = session;
		this.#res = res;
		this.#failed = failed;
	}

	/** For a framework that is about to remove all headers and answer an error: the answer gets these, but for those it sets. */
	restore(start: StartHeaders): void {
		this.#removed = start;
	}

	/** Stores the session now, if the response hasn't begun. What the handler made of it is dropped when that fails. */
	async commit(): Promise<void> {
		if (this.#res.headersSent || this.#res.statusCode >= 500) return;
		try {
			await this.session?.commit();
		} catch (error) {
			this.session?.discard();
			dropHeaders(this.#res);
			throw error;
		}
	}

	before(): undefined | Promise<() => void> {
		if (this.#removed !== null) {
			const { headers, vary } = this.#removed;
			writeStart(this.#res, { headers: headers.filter(([name]) => !this.#res.hasHeader(name)), vary });
		}
		if (this.session === null) return undefined;
		const result = this.#sessions.commit(this.session, { status: this.#res.statusCode });
		if (result instanceof Promise) return result.then((response) => () => writeSession(this.#res, response));
		writeSession(this.#res, result);
		return undefined;
	}

	failed(error: unknown): void {
		this.session?.discard();
		this.#failed(error);
	}

	after(): void {
		const error = this.session && finishResponse(this.session);
		if (error !== null) process.emitWarning(error);
	}
}

/** Sets the headers that a response begins with. A handler may change them. */
export function writeStart(res: ServerResponse, { headers, vary }: StartHeaders): void {
	for (const [name, value] of headers) res.setHeader(name, value);
	if (vary !== "") res.appendHeader("Vary", vary);
}

/** Sets the headers and cookies of a session that is committed, in place of other headers and beside other cookies. */
export function writeSession(res: ServerResponse, { cookies, headers }: SessionResponse): void {
	for (const [name, value] of headers) res.setHeader(name, value);
	for (const cookie of cookies) res.appendHeader("Set-Cookie", serializeCookie(cookie));
}
