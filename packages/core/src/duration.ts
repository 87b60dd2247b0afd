/** How long something takes, as options have it. */

import { InvalidArgumentError, problem } from "./errors.ts";

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds as a number, or a number with its unit: `"500ms"`, `"10s"`, `"30m"`, `"8h"`, `"7d"`. */
export type Duration = number | `${number}${keyof typeof units}`;

/** What to give, for messages. */
export const durationForm = 'milliseconds or a string such as "30m"';

/**
 * The duration in milliseconds, rounded; `null` when it isn't a duration: negative, not finite, without
 * a unit that is known. For options, which report all of their problems at once.
 */
export function parseDuration(duration: Duration): number | null {
	const text = typeof duration === "number" ? `${duration}ms` : typeof duration === "string" ? duration : "";
	const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|[smhd])$/.exec(text) ?? [];
	const value = Math.round(Number(digits) * units[unit as keyof typeof units]);
	return Number.isSafeInteger(value) ? value : null;
}

/**
 * The duration in milliseconds.
 *
 * @throws InvalidArgumentError when it isn't one.
 */
export function milliseconds(duration: Duration): number {
	const value = parseDuration(duration);
	if (value === null) {
		throw new InvalidArgumentError(problem("A duration", duration, durationForm));
	}
	return value;
}
