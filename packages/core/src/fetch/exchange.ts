/** A request and its response: what any server of web requests does with them, from the security headers to the commit. */

import {
	createProtection,
	finishResponse,
	type LoadOptions,
	type ProtectionOptions,
	type RequestOperations,
	type ResponseStart,
	type Session,
	type SessionRequest,
	type SessionResponse,
} from "@sojourn/core";
import { createTranslation, type RequestParts } from "./fetch-request.ts";
import type { TrustProxy } from "./proxies.ts";
import { nothing, withHeaders } from "./respond.ts";
import { warn } from "./warn.ts";

/** For the requests that an adapter is mounted on. */
export interface ExchangeOptions extends Omit<LoadOptions, "crossSite">, ProtectionOptions {
	/** The proxies in front of the server. Left out, no header that a proxy might have sent is believed. */
	readonly trustProxy?: TrustProxy;
}

/** One request on its way through an adapter. */
export interface Exchange<Data extends object> {
	/** What the response begins with, whoever makes it. */
	readonly start: ResponseStart;

	/** @throws CrossSiteError (403), StoreUnavailableError (503) unless the policy is `"anonymous"` */
	load(): Promise<Session<Data>>;

	/**
	 * Commits the session, by the response's status, and gives the response with what comes of it. Warns of changes that a
	 * handler makes after the first byte and doesn't store.
	 *
	 * @param onEnd calls back when the response is over, where the server tells; otherwise its body is watched
	 * @throws InvalidDataError, ConflictError, StoreUnavailableError; nothing was written then
	 */
	commit(session: Session<Data>, response: Response, onEnd?: (ended: () => void) => void): Promise<Response>;

	/**
	 * Gives up changes of data, and gives what the answer to an error must carry: what took effect before the error, such as
	 * the cookie of a login. Never rejects.
	 *
	 * @param session `null` when it couldn't be loaded
	 */
	salvage(session: Session<Data> | null): Promise<SessionResponse>;
}

/**
 * Prepares for exchanges, each of which begins with a request and the address of its peer, where the server tells that.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function createExchanges<Data extends object>(
	sessions: RequestOperations<Data>,
	options: ExchangeOptions,
): (request: RequestParts, peer?: string | null) => Exchange<Data> {
	const { start, crossSite } = createProtection(options);
	const translate = createTranslation(options.trustProxy);
	const loading = { ...options, crossSite };
	return (request, peer) => {
		const translated = translate(request, peer);
		return new SessionExchange(sessions, loading, translated, start(translated));
	};
}

class SessionExchange<Data extends object> implements Exchange<Data> {
	readonly start: ResponseStart;
	readonly #sessions: RequestOperations<Data>;
	readonly #loading: LoadOptions;
	readonly #request: SessionRequest;

	constructor(sessions: RequestOperations<Data>, loading: LoadOptions, request: SessionRequest, start: ResponseStart) {
		this.start = start;
		this.#sessions = sessions;
		this.#loading = loading;
		this.#request = request;
	}

	load(): Promise<Session<Data>> {
		return this.#sessions.load(this.#request, this.#loading);
	}

	async commit(session: Session<Data>, response: Response, onEnd?: (ended: () => void) => void): Promise<Response> {
		const committed = await this.#sessions.commit(session, { status: response.status });
		const ended = (): void => {
			const error = finishResponse(session);
			if (error !== null) warn(error);
		};
		onEnd?.(ended);
		return withHeaders(response, this.start, committed, onEnd === undefined ? ended : undefined);
	}
	async salvage(session: Session<Data> | null): Promise<SessionResponse> {
		session?.discard();
		try {
			return session === null ? nothing : await this.#sessions.commit(session);
		} catch {
			// The error that is being answered is the one to tell of.
			return nothing;
		}
	}
}
