/** Journeys that nobody makes. */

import { distance, type Place } from "./place.ts";

/** Kilometres an hour: no airliner is faster. */
const fastest = 1000;
/** Kilometres: what is nearer than that may be a database's mistake. */
const nearest = 100;
const hour = 3_600_000;

/** Where someone was, and when. */
export interface Stop {
	readonly at: number;
	readonly place: Place | null;
}

/** How a journey is too fast, in words: `"780 km in 20 min"`; `null` when it can be made, or nothing is known of it. */
export function impossibleJourney(from: Stop, to: Stop): string | null {
	const kilometres = distance(from.place, to.place);
	const hours = Math.max(0, to.at - from.at) / hour;
	if (kilometres === null || kilometres < nearest || kilometres <= fastest * hours) return null;
	const took = hours < 1 ? `${Math.round(hours * 60)} min` : `${hours.toFixed(1)} h`;
	return `${Math.round(kilometres)} km in ${took}`;
}
