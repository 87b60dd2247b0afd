/** An hour of the day at which the user was never active before. */

import type { Signal } from "../signal.ts";

/** Hours of activity that make a habit. */
const habit = 40;

export const hours: Signal = ({ now, hours }) => {
	const total = hours.reduce((sum, count) => sum + count, 0);
	if (total < habit) return null;
	const hour = new Date(now).getUTCHours();
	const near = [hour + 23, hour, hour + 1].reduce((sum, at) => sum + (hours[at % 24] ?? 0), 0);
	return near > 0 ? null : { strength: 1, reason: `active at ${hour} UTC, never before in ${total} hours of activity` };
};
