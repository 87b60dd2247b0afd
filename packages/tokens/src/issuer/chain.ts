/** The chain of refresh tokens of a session: in the session's data, so that it ends with the session, on every store. */

import {
	ConfigurationError,
	type Operations,
	type Sealer,
	SessionEndedError,
	SessionNotFoundError,
	type StoredSession,
} from "@sojourn/core";
import { judge, type Progress, type Verdict } from "./lineage.ts";
import { refusal } from "./refresh-problem.ts";
import { type RefreshToken, sealRefreshToken } from "./refresh-token.ts";

/** Where in a session's data its chain is. A schema must let it through. */
export const refreshKey = "sojourn:refresh";

/** What is kept there. */
interface Chain extends Progress {
	/** The newest token, sealed for this session alone; `null` while it is the first. */
	readonly newest: string | null;
}

type Data = { readonly [refreshKey]?: Chain };

/** What has become of a token that was presented. */
export interface Advance {
	readonly verdict: Verdict;
	readonly session: StoredSession<object>;
	/** The token that takes its place; `null` where there is none for its holder. */
	readonly successor: string | null;
}

export interface ChainOptions {
	readonly sessions: Pick<Operations<object>, "update">;
	readonly sealer: Sealer;
	/** In milliseconds. */
	readonly grace: number;
	readonly now: () => number;
}

/** Every write is conditional on the session's version, and on its being alive: that is what makes all servers agree. */
export function createChains({ sessions, sealer, grace, now }: ChainOptions) {
	/** Changes the chain, unless there is nothing to change. */
	async function update(sessionId: string, change: (data: Data) => Chain | undefined): Promise<StoredSession<object>> {
		try {
			return await sessions.update(sessionId, (data) => {
				const chain = change(data);
				return chain === undefined ? data : { ...data, [refreshKey]: chain };
			});
		} catch (error) {
			const isOver = error instanceof SessionEndedError || error instanceof SessionNotFoundError;
			throw isOver ? refusal("session-ended", error) : error;
		}
	}

	return {
		/** Begins a session's chain, in place of the one it had. Gives its first token. */
		async begin(first: Omit<RefreshToken, "chain" | "generation">): Promise<string> {
			const generation = 1;
			let chain = 1;
			const { data } = await update(first.sessionId, (data) => {
				chain = (data[refreshKey]?.chain ?? 0) + 1;
				return { chain, generation, rotatedAt: now(), newest: null };
			});
			if (refreshKey in data) return sealRefreshToken(sealer, { ...first, chain, generation });
			throw new ConfigurationError([`The sessions' schema takes "${refreshKey}" out of the data: let it through.`]);
		},

		/**
		 * Puts a token's successor in its place, if it is the newest.
		 *
		 * @param expiresAt until when the successor is good, in milliseconds since the epoch
		 */
		async advance(token: RefreshToken, expiresAt: number): Promise<Advance> {
			const { sessionId: name, chain } = token;
			const generation = token.generation + 1;
			const successor = await sealRefreshToken(sealer, { ...token, generation, expiresAt });
			const newest = await sealer.seal(successor, { name });
			let known: Chain | undefined;
			let verdict = "missing" as Verdict;
			const session = await update(name, (data) => {
				known = data[refreshKey];
				verdict = judge(token, known, now(), grace);
				if (verdict === "newest") return { chain, generation, rotatedAt: now(), newest };
				if (verdict !== "missing") return undefined;
				// The application threw the chain away, or what was read is behind: the write tells. It isn't taken up again.
				return { chain: chain + 1, generation: 0, rotatedAt: now(), newest: null };
			});
			if (verdict === "newest") return { verdict, session, successor };
			const opened = verdict === "late" ? await sealer.open(known?.newest ?? "", { name }) : null;
			return { verdict, session, successor: opened?.value ?? null };
		},
	};
}
