/** What a presented refresh token amounts to, by where its chain has got to: pure. */

/** Where in its session's chains a token stands. */
export interface Position {
	/** Counts the chains of a session, from 1: each issue begins one. */
	readonly chain: number;
	/** Counts the tokens of a chain, from 1. */
	readonly generation: number;
}

/** Where a session's newest chain has got to. */
export interface Progress extends Position {
	/** When the newest token took the place of the one before, in milliseconds since the epoch. */
	readonly rotatedAt: number;
}

export type Verdict =
	/** The newest: it is replaced. */
	| "newest"
	/** The one before, within the grace period: whoever presents it is given the newest. */
	| "late"
	/** Replaced for longer, or more than once: there are two holders. */
	| "reused"
	/** Of a chain that another has taken the place of. */
	| "superseded"
	/** Of a chain that the session knows nothing of. */
	| "missing";

/**
 * Judges an authentic token. What is known may be behind, when a cache is in front of the store, and is never ahead: so a
 * token that is ahead of it is judged again when the write that follows finds a newer version.
 *
 * @param grace for how long after its rotation a token is good for the one that replaced it, in milliseconds
 */
export function judge(token: Position, known: Progress | undefined, now: number, grace: number): Verdict {
	if (known === undefined || token.chain > known.chain) return "missing";
	if (token.chain < known.chain) return "superseded";
	const behind = known.generation - token.generation;
	if (behind <= 0) return "newest";
	return behind === 1 && now - known.rotatedAt <= grace ? "late" : "reused";
}
