/** Pure: when an access token is refreshed, and until when it serves. */

/** The times of an access token, in milliseconds since the epoch. All are `null` when the provider didn't say. */
export interface Lifetime {
	/** When the provider stops taking it. */
	readonly expiresAt: number | null;
	/** From when on it is refreshed although it still works. */
	readonly refreshAt: number | null;
	/** From when on it isn't given out any more: somewhat before its end, as clocks differ and requests take their time. */
	readonly serveUntil: number | null;
}

/** `due`: it works, and should be refreshed. */
export type Phase = "fresh" | "due" | "over";

/** What is taken off a token's end, in milliseconds, and of a short-lived one at most so much of its life. */
const leeway = { time: 5_000, share: 0.1 };

/**
 * The times of a token that was just granted.
 *
 * @param before how long before its end it is refreshed, in milliseconds; at most half of its life, so that a short-lived
 * one isn't refreshed all the time
 * @param random from 0 to 1: spreads the refreshes of tokens of the same age, by up to a fifth of `before`
 */
export function lifetime(expiresAt: number | null, now: number, before: number, random: number): Lifetime {
	if (expiresAt === null) return { expiresAt, refreshAt: null, serveUntil: null };
	const life = Math.max(expiresAt - now, 0);
	const serveUntil = expiresAt - Math.min(leeway.time, life * leeway.share);
	const refreshAt = expiresAt - Math.min(before, life / 2) * (1 + random / 5);
	return { expiresAt, refreshAt: Math.min(Math.floor(refreshAt), serveUntil), serveUntil };
}

/** What a token is good for at a time. One of unknown life is fresh until the API refuses it. */
export function phaseOf({ refreshAt, serveUntil }: Lifetime, now: number): Phase {
	if (serveUntil !== null && now >= serveUntil) return "over";
	return refreshAt !== null && now >= refreshAt ? "due" : "fresh";
}
