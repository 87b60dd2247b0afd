/** Where a plugin meets core: it votes on a loaded session, it is told what happened, and what it says of a client is kept. */

import type { SessionEvent } from "./events.ts";
import type { EndReason, EndState } from "./record.ts";
import type { SessionRequest } from "./request.ts";
import type { SessionInfo } from "./session-info.ts";

/** A vote on a session that is about to be used. The strictest of all votes holds. */
export type Verdict =
	| { readonly verdict: "allow" }
	/** The session may be used, but guarded routes ask for a fresh login. */
	| { readonly verdict: "step-up"; readonly reason: string }
	/** The session ends; `state` is `"destroyed"` when left out. */
	| { readonly verdict: "end"; readonly reason: EndReason; readonly state?: Exclude<EndState, "expired"> };

/** A power on top of core. */
export interface Plugin {
	/** For messages, and what its {@link describe} says is kept under. */
	readonly name: string;

	/**
	 * Says what is worth remembering of the client that a session is opened from, or logged in from again: it stands under
	 * the plugin's name in the session's `device.traits`, for `check` to compare later requests with. Whoever may see the
	 * session may see it. Empty: nothing.
	 */
	describe?(request: SessionRequest): string | Promise<string>;

	/**
	 * Votes on a session that was loaded and is active, once a request, before the handler runs. An error that it throws
	 * fails the request: what can't be checked isn't allowed.
	 */
	check?(session: SessionInfo, request: SessionRequest): Verdict | Promise<Verdict>;

	/** Is told what happened. Its errors and its promises are nobody's concern but its own: they can't break a request. */
	observe?(event: SessionEvent): void | Promise<void>;
}
