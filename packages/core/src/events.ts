/** What plugins are told. Every event names the session by its public id, never by a token. */

import type { SessionEnd } from "./record.ts";

interface About {
	/** When, in milliseconds since the epoch. */
	readonly at: number;
	/** The session's public id; `null` when there is none yet. */
	readonly sessionId: string | null;
	readonly userId: string | null;
}

/** Why a presented token was not accepted. */
export type RefusalReason = "malformed" | "forged" | "unknown" | "ended" | "reused";

/** Something that happened, told after it happened. */
export type SessionEvent = About &
	(
		| { readonly type: "session.created"; readonly ip: string | null; readonly device: string }
		| {
				readonly type: "session.login";
				readonly methods: readonly string[];
				readonly level: number;
				readonly ip: string | null;
				readonly device: string;
				/** `true`: a user who was logged in already proved it again. */
				readonly again: boolean;
		  }
		| { readonly type: "session.rotated"; readonly cause: "privilege" | "periodic" | "asked" }
		| { readonly type: "session.updated"; readonly keys: readonly string[] }
		| { readonly type: "session.extended"; readonly until: number }
		| { readonly type: "session.renamed" }
		| { readonly type: "session.ended"; readonly end: SessionEnd }
		/** A fresh login was asked for: a plugin voted for it, or the login doesn't meet what `session.require()` demands. */
		| { readonly type: "session.step-up"; readonly reason: string }
		/** A token was presented and not accepted. */
		| { readonly type: "session.refused"; readonly reason: RefusalReason; readonly ip: string | null }
		/**
		 * Changes of data were dropped: the session ended meanwhile, the store couldn't be reached, or they were made after
		 * the response had begun and nobody called `session.commit()`.
		 */
		| {
				readonly type: "session.write-dropped";
				readonly keys: readonly string[];
				readonly cause: "ended" | "store-unavailable" | "response-begun";
		  }
		/** Another process had changed the session; the same changes were laid over its version. */
		| { readonly type: "session.conflict"; readonly attempt: number }
		| { readonly type: "session.limit-rejected"; readonly max: number }
		| { readonly type: "request.cross-site"; readonly reason: string; readonly ip: string | null }
		| { readonly type: "store.failed"; readonly operation: string; readonly error: unknown }
		| { readonly type: "sweep.done"; readonly expired: number; readonly forgotten: number; readonly more: boolean }
	);

/** The session that an event is about. */
export type Subject = { readonly id: string | null; readonly userId: string | null } | null;

/** Tells every plugin what happened to a session, or to none; the details are those of the event's type. */
export type Emit = <Type extends SessionEvent["type"]>(
	type: Type,
	session: Subject,
	details: Omit<Extract<SessionEvent, { type: Type }>, keyof About | "type">,
) => void;
