/** How long something takes, as options have it. */

import { InvalidArgumentError } from "./errors.ts";

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds as a number, or a number with its unit: `"500ms"`, `"10s"`, `"30m"`, `"8h"`, `"7d"`. */
export type Duration = number | `${number}${keyof typeof units}`;

/**
 * The duration in milliseconds, rounded; `null` when it isn't a duration: negative, not finite, without
 * a unit that is known. For options, which report all of their problems at once.
 */
export function parseDuration(duration: Duration): number | null {
	let value = duration as number;
	if (typeof duration === "string") {
		const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|[smhd])$/.exec(duration) ?? [];
		value = Number(digits) * units[unit as keyof typeof units];
	} else if (typeof duration !== "number") return null;
	return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : null;
}

/**
 * The duration in milliseconds.
 *
 * @throws InvalidArgumentError when it isn't one.
 */
export function milliseconds(duration: Duration): number {
	const value = parseDuration(duration);
	if (value === null) {
		throw new InvalidArgumentError(
			`${JSON.stringify(duration)} is no duration: give milliseconds or a string such as "30m".`,
		);
	}
	return value;
}
