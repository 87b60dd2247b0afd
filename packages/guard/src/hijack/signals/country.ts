/** Another country than the one that the user logged in from. */

import type { Signal } from "../signal.ts";

export const country: Signal = ({ known, seen, proven }) => {
	const [before, now] = [known?.place?.country, seen.place?.country];
	if (proven || before === undefined || now === undefined || before === now) return null;
	return { strength: 1, reason: `country ${now} instead of ${before}` };
};
