/** The plugin: closes what is open when its session ends, here or in another process. */

import {
	ConfigurationError,
	type Duration,
	type FreshRead,
	InvalidArgumentError,
	type Invalidations,
	milliseconds,
	type Plugin,
	platformTimers,
	type SessionEnd,
	type SessionStore,
	type Timers,
} from "@sojourn/core";
import { type ClosableSocket, type ClosableStream, closeWith } from "./close-with.ts";
import { Watch } from "./watch.ts";

export interface SocketCloserOptions {
	/** The store of the sessions. It is asked which of them still live: past a cache, if it is one. */
	readonly store: SessionStore & Partial<FreshRead>;
	/** Tells what other processes change: a store with {@link Invalidations}, mostly the same one. */
	readonly invalidation?: Invalidations;
	/**
	 * The longest that a socket stays open after its session has ended, when no message says so or it gets lost. That often
	 * each session with an open socket is read once. Default 30 seconds.
	 */
	readonly every?: Duration;
	/** The clock, in milliseconds since the epoch: the one that the sessions have. Default `Date.now`. */
	readonly now?: () => number;
	/** Default: the platform's, which don't keep the process alive. */
	readonly timers?: Timers;
}

/** A session, or what is left of one where only its id is known. */
export interface OpenSession {
	/** The public id. */
	readonly id: string | null;
}

/** A plugin for `createSessions({ plugins })` that closes what was opened with a session. */
export interface SocketCloser extends Plugin, AsyncDisposable {
	/**
	 * Closes a WebSocket with code 4401 and the reason of the end, or ends a streamed response. One that doesn't answer its
	 * close frame within a second is cut off. What closes by itself is forgotten.
	 *
	 * @throws InvalidArgumentError when nothing is stored of the session, so that it can't end
	 */
	closeWhenEnded(open: ClosableSocket | ClosableStream, session: OpenSession): void;
	/**
	 * The same for anything else: an `AbortController`, a subscription.
	 *
	 * @param ended is told once; at once when the session has ended already
	 * @returns stops waiting
	 * @throws InvalidArgumentError when nothing is stored of the session
	 */
	whenEnded(session: OpenSession, ended: (end: SessionEnd) => void): () => void;
	/** Stops watching. What is open stays open. */
	close(): Promise<void>;
}

/**
 * Closes sockets whose session ends: at once when that happens in this process or a message tells it, otherwise when the
 * session is looked at the next time. While the store fails, sockets stay open.
 *
 * @throws ConfigurationError when `every` is 0
 */
export function socketCloser(options: SocketCloserOptions): SocketCloser {
	const { store, invalidation, now = Date.now, timers = platformTimers } = options;
	const every = milliseconds(options.every ?? "30s");
	if (every < 1) throw new ConfigurationError([`every is ${options.every}: give at least 1 millisecond.`]);

	const watch = new Watch(store, now);
	let state: "idle" | "watching" | "closed" = "idle";
	let timer: unknown;
	let subscription: Promise<() => Promise<void>> | undefined;

	function start(): void {
		if (state !== "idle") return;
		state = "watching";
		subscribe();
		schedule();
	}

	function schedule(): void {
		timer = timers.setTimeout(async () => {
			if (subscription === undefined) subscribe();
			await watch.lookAtAll();
			if (state === "watching") schedule();
		}, every);
	}

	/** Tries to. When that fails, it is tried again when all sessions are looked at. */
	function subscribe(): void {
		const restored = () => void watch.lookAtAll(); // what was said before, nobody has heard
		subscription = invalidation?.subscribe({ changed: (id) => void watch.look(id), lost: () => {}, restored });
		subscription?.then(restored, () => {
			subscription = undefined;
		});
	}

	async function close(): Promise<void> {
		state = "closed";
		timers.clearTimeout(timer);
		watch.clear();
		const unsubscribe = await subscription?.catch(() => undefined);
		await unsubscribe?.();
	}

	function whenEnded({ id }: OpenSession, ended: (end: SessionEnd) => void): () => void {
		if (id === null) {
			throw new InvalidArgumentError("Nothing is stored of this session: call session.require() before, or log in.");
		}
		start();
		const stop = watch.add(id, ended);
		void watch.look(id); // it may have ended since it was loaded
		return stop;
	}

	return {
		name: "sockets",
		observe(event) {
			if (event.type === "session.ended" && event.sessionId !== null) watch.ended(event.sessionId, event.end);
		},
		closeWhenEnded(open, session) {
			const stop = whenEnded(session, (end) => closeWith(end, open, timers));
			open.on("close", stop);
		},
		whenEnded,
		close,
		[Symbol.asyncDispose]: close,
	};
}
