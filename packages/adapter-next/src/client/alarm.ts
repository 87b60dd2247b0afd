/** Telling that a time has come. */

import { useEffect, useState } from "react";

/** What timers can wait for, in milliseconds: with more they fire at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Whether it is that late.
 *
 * @param at in milliseconds since the epoch
 */
export function useAlarm(at: number): boolean {
	const [late, setLate] = useState(false);
	useEffect(() => {
		setLate(false);
		const wait = Math.max(0, at - Date.now());
		if (wait > longestTimer) return;
		const timer = setTimeout(() => setLate(true), wait);
		return () => clearTimeout(timer);
	}, [at]);
	return late;
}
