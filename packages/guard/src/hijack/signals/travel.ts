/** Two places that nobody gets between in the time between two requests. */

import { impossibleJourney } from "../journey.ts";
import type { Signal } from "../signal.ts";

export const travel: Signal = ({ now, last, seen, proven }) => {
	const reason = proven || last === null ? null : impossibleJourney(last, { at: now, place: seen.place });
	return reason === null ? null : { strength: 1, reason };
};
