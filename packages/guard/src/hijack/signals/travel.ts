/** Two places that nobody gets between in the time between two requests. */

import { distance } from "../place.ts";
import type { Signal } from "../signal.ts";

/** Kilometres an hour: no airliner is faster. */
const fastest = 1000;
/** Kilometres: what is nearer than that may be a database's mistake. */
const nearest = 100;
const hour = 3_600_000;

export const travel: Signal = ({ now, last, seen, proven }) => {
	const between = last && distance(last.place, seen.place);
	if (proven || last === null || between === null || between < nearest) return null;
	const hours = Math.max(0, now - last.at) / hour;
	if (between <= fastest * hours) return null;
	const took = hours < 1 ? `${Math.round(hours * 60)} minutes` : `${hours.toFixed(1)} hours`;
	return { strength: 1, reason: `${Math.round(between)} km in ${took}` };
};
