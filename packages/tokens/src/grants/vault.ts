/** The tokens in sessions: found without asking a store, read anew, and changed by conditional writes. */

import {
	ConfigurationError,
	InvalidDataError,
	type Operations,
	SessionEndedError,
	SessionNotFoundError,
} from "@sojourn/core";
import { noSession } from "./failures.ts";
import type { Grant } from "./grant.ts";
import { Recent } from "./recent.ts";
import { type TokenSet, type TokenSets, textIn, tokensKey } from "./token-set.ts";

/** A session as a request has it, or as `sessions.read(id)` gives it. */
export interface TokenSession {
	readonly id: string | null;
	readonly userId?: string | null;
	readonly data: object;
}

/** What is needed of sessions. */
export type TokenSessions<Data extends object> = Pick<Operations<Data>, "read" | "update" | "end">;

/** What a session object holds. */
export interface Held {
	readonly id: string;
	/** What its data said. */
	readonly text: string | undefined;
	/** The newest set that is known of its session. */
	set: TokenSet;
	/** The access tokens that were last given out for it, by grant and key. */
	readonly served: Map<string, string>;
}

/** What came of a change: the set that is stored now, and whether this call wrote it. */
export interface Changed {
	readonly set: TokenSet;
	readonly written: boolean;
}

/** Gives the grant as it is to be, or `null` to leave it as it is. Called again when another process was faster. */
export type GrantChange = (grant: Grant | undefined) => Grant | null;

export interface Vault {
	/** What a session object holds, or what this process knows to be newer. Asks no store. `null`: nothing is stored yet. */
	look(session: TokenSession): Promise<Held | null>;
	/** From now on this session object holds that set, whatever its data says. */
	hold(session: TokenSession, set: TokenSet): void;
	/** @throws TokenRefreshError when the session has ended */
	read(sessionId: string): Promise<TokenSet>;
	/**
	 * Changes one grant of a session, if it is alive, by as many conditional writes as it takes.
	 *
	 * @param from the set that was read
	 * @throws TokenRefreshError when the session has ended
	 */
	change(sessionId: string, from: TokenSet, provider: string, change: GrantChange): Promise<Changed>;
	/** The newest sets of this process's making: what is put there is served before what sessions say. */
	readonly recent: Recent;
}

export function createVault<Data extends object>(
	sessions: TokenSessions<Data>,
	sets: TokenSets,
	now: () => number,
): Vault {
	const recent = new Recent(now);
	const held = new WeakMap<object, Held>();

	/** Puts one text in the place of another. Gives what was found there. */
	async function swap(id: string, before: TokenSet, after: TokenSet): Promise<string | undefined> {
		let found: string | undefined;
		const { data } = await sessions
			.update(id, (data) => {
				found = textIn(data);
				if (found === before.text) Object.assign(data, { [tokensKey]: after.text });
			})
			.catch((error: unknown) => {
				if (error instanceof InvalidDataError) throw schemaError(error.message);
				throw error instanceof SessionEndedError || error instanceof SessionNotFoundError ? noSession() : error;
			});
		if (found === before.text && textIn(data) !== after.text) throw schemaError("it takes the key away");
		return found;
	}

	return {
		recent,

		async look(session) {
			const { id, data } = session;
			if (id === null) return null;
			const text = textIn(data);
			let own = held.get(session);
			if (own?.id !== id || own.text !== text) {
				own = { id, text, set: await sets.open(id, text), served: new Map() };
				held.set(session, own);
			}
			// Where there is nothing, or nothing that opens, nothing is newer: the tokens were thrown away.
			const newer = own.set.revision === 0 ? undefined : recent.get(id);
			if (newer !== undefined && newer.revision > own.set.revision) own.set = newer;
			return own;
		},

		hold(session, set) {
			const { id, data } = session;
			if (id !== null) held.set(session, { id, text: textIn(data), set, served: new Map() });
		},

		async read(id) {
			const session = await sessions.read(id);
			if (session === null || session.end !== null) throw noSession();
			return sets.open(id, textIn(session.data));
		},

		async change(id, from, provider, change) {
			for (let set = from; ; ) {
				const grant = change(set.grants.get(provider));
				if (grant === null) return { set, written: false };
				const after = await sets.replace(id, set, provider, grant);
				const found = await swap(id, set, after);
				const written = found === set.text;
				set = written ? after : await sets.open(id, found);
				recent.put(id, set);
				if (written) return { set, written };
			}
		},
	};
}

function schemaError(why: string): ConfigurationError {
	return new ConfigurationError([
		`The schema of session data doesn't keep ${JSON.stringify(tokensKey)} (${why}): add it as an optional string.`,
	]);
}
