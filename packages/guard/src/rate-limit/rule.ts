/** A rule: how many requests, in what time, of whom. */

import { type Duration, InvalidArgumentError, milliseconds } from "@sojourn/core";
import { networkOf } from "../network.ts";
import { countProblems } from "../problems.ts";

/** Who makes a request. Beside it stands what functions of rules go by. */
export interface RateSubject {
	/** The client's address, as the framework's trusted-proxy setting has it. */
	readonly ip?: string | null | undefined;
	readonly userId?: string | null | undefined;
}

/** A named rule. */
export interface RateRule<Subject = RateSubject> {
	/** How many requests are allowed. */
	readonly max: number;
	/** In what time, at least a second; in whole seconds. */
	readonly window: Duration;
	/**
	 * Whose requests are counted together. `"ip"`: those of an address, IPv6 by /64, which is what one household or machine
	 * has. `"user"`: those of a user, or of an address while nobody is logged in. Or whatever the function gives.
	 */
	readonly by: "ip" | "user" | ((subject: Subject) => string);
	/**
	 * Whether who goes beyond the limit is held off for longer each time: for a window, then two, then four, up to 30 minutes
	 * or a window, whichever is longer. Forgotten 30 minutes after the last time is over. Default `true`.
	 */
	readonly backOff?: boolean;
	/** What to do when counts can't be kept: `"closed"` refuses with 503, `"open"` lets everybody pass. Default `"closed"`. */
	readonly whenDown?: "open" | "closed";
}

const cap = 1800;

/** For how many seconds the back-off lasts at the `strike`th time, from 1. */
export function backOffSeconds(window: number, strike: number): number {
	return Math.max(window, Math.min(cap, window * 2 ** (strike - 1)));
}

/** For how many seconds the strike is remembered that such a back-off is for. */
export function strikeSeconds(backOff: number): number {
	return backOff + cap;
}

/** The window in whole seconds. */
export function windowSeconds({ window }: Pick<RateRule, "window">): number {
	return Math.floor(milliseconds(window) / 1000);
}

/**
 * Whose requests are counted together.
 *
 * @throws InvalidArgumentError when the subject lacks what the rule goes by
 */
export function keyOf<Subject>({ by }: RateRule<Subject>, subject: Subject & RateSubject): string {
	if (typeof by === "function") return `key ${by(subject)}`;
	if (by === "user" && subject.userId) return `user ${subject.userId}`;
	const network = networkOf(subject.ip ?? null, { v4: 32, v6: 64 });
	if (network !== null) return `ip ${network}`;
	throw new InvalidArgumentError(
		`A rate limit by ${by} needs the client's address: give { ip } as the framework has it, with its trusted-proxy setting.`,
	);
}

/** All that is wrong with a rule. */
export function ruleProblems(name: string, rule: RateRule<never>): string[] {
	const { max, by, whenDown = "closed" } = rule;
	const problems: string[] = [];
	if (!/^[\w-]{1,40}$/.test(name)) problems.push(`rules: "${name}" is no name: use letters, digits, - and _.`);
	problems.push(...countProblems(`rules.${name}.max`, max));
	if (!isWindow(rule)) problems.push(`rules.${name}.window must be a second or more: give a string such as "15m".`);
	if (typeof by !== "function" && by !== "ip" && by !== "user")
		problems.push(`rules.${name}.by is ${JSON.stringify(by)}: give "ip", "user" or a function.`);
	if (whenDown !== "open" && whenDown !== "closed")
		problems.push(`rules.${name}.whenDown is ${JSON.stringify(whenDown)}: give "open" or "closed".`);
	return problems;
}

function isWindow(rule: RateRule<never>): boolean {
	try {
		return windowSeconds(rule) >= 1;
	} catch {
		return false;
	}
}
