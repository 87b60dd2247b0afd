/** Named rules over one place where counts are kept. */

import { createHash } from "node:crypto";
import { ConfigurationError, type Header, StoreUnavailableError } from "@sojourn/core";
import type { Counters } from "./counters/counters.ts";
import { type Count, Limiter } from "./limiter.ts";
import { RateLimitError } from "./rate-limit-error.ts";
import { keyOf, type RateRule, type RateSubject, ruleProblems, windowSeconds } from "./rule.ts";

/** The options of {@link createRateLimits}. */
export interface RateLimitOptions<Name extends string, Subject> {
	/** Where counts are kept: {@link memoryCounters}, {@link redisCounters}, … */
	readonly counters: Counters;
	readonly rules: Readonly<Record<Name, RateRule<Subject>>>;
	/** After how many milliseconds keeping a count has failed. Default 1000. */
	readonly timeout?: number;
}

/** A request that was let through. */
export interface RateLimitState {
	/** How many more are allowed now. */
	readonly remaining: number;
	/** In how many seconds the window is over. */
	readonly resetsIn: number;
	/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), for the answer if clients may know. */
	readonly headers: readonly Header[];
}

/** Rate limits by name. */
export interface RateLimits<Name extends string, Subject> {
	/**
	 * Counts a request. Call it before the work that it is to protect.
	 *
	 * @returns the state; `null` when counts can't be kept and the rule fails open
	 * @throws RateLimitError (429) with `retryAfter` when there were too many; StoreUnavailableError (503) when counts can't
	 * be kept and the rule fails closed; InvalidArgumentError when the subject lacks what the rule goes by
	 */
	consume(rule: Name, subject: Subject & RateSubject): Promise<RateLimitState | null>;

	/** Forgets what was counted: after a login that succeeded, for example. Fails as {@link consume} does. */
	reset(rule: Name, subject: Subject & RateSubject): Promise<void>;
}

/**
 * Limits how often something is done, by named rules. Counts are exact under concurrency over all processes that share
 * the counters. Keys are stored as hashes: no address, no user.
 *
 * @throws ConfigurationError naming everything in the options that is wrong
 */
export function createRateLimits<Name extends string, Subject = RateSubject>(
	options: RateLimitOptions<Name, Subject>,
): RateLimits<Name, Subject> {
	const { counters, rules, timeout = 1000 } = options;
	const entries = Object.entries<RateRule<Subject>>(rules);
	const problems = entries.flatMap(([name, rule]) => ruleProblems(name, rule));
	if (typeof counters !== "function") problems.push("counters is missing: give memoryCounters() or others.");
	if (!(timeout > 0)) problems.push(`timeout is ${timeout}: give milliseconds above 0.`);
	if (problems.length > 0) throw new ConfigurationError(problems);

	const limiters = new Map(
		entries.map(([name, rule]) => {
			const { max, backOff = true } = rule;
			return [name, new Limiter(counters, { name, max, backOff, window: windowSeconds(rule) })];
		}),
	);

	/** Does something with a rule's counts; `null` when that failed and the rule is open. */
	async function use<Result>(
		name: Name,
		subject: Subject & RateSubject,
		act: (limiter: Limiter, key: string) => Promise<Result>,
	) {
		const key = createHash("sha256").update(keyOf(rules[name], subject)).digest("base64url");
		try {
			return await within(timeout, act(limiters.get(name) as Limiter, key));
		} catch (cause) {
			if (rules[name].whenDown === "open") return null;
			throw new StoreUnavailableError(`Requests can't be counted (${name}): try again later.`, { cause });
		}
	}

	return {
		async consume(name, subject) {
			const count = await use(name, subject, (limiter, key) => limiter.consume(key));
			if (count === null) return null;
			const resetsIn = Math.ceil(count.resetsIn / 1000);
			const headers = headersOf(name, rules[name], count, resetsIn);
			if (!count.allowed) throw new RateLimitError(name, resetsIn, headers);
			return { remaining: count.remaining, resetsIn, headers };
		},

		async reset(name, subject) {
			await use(name, subject, (limiter, key) => limiter.reset(key));
		},
	};
}

/** As draft-ietf-httpapi-ratelimit-headers-10 writes them: lists of a quoted name with parameters (RFC 9651). */
function headersOf(name: string, rule: RateRule<never>, { remaining }: Count, resetsIn: number): readonly Header[] {
	return [
		["RateLimit-Policy", `"${name}";q=${rule.max};w=${windowSeconds(rule)}`],
		["RateLimit", `"${name}";r=${remaining};t=${resetsIn}`],
	];
}

/** Rejects when it takes longer than that, in milliseconds. */
async function within<Result>(timeout: number, action: Promise<Result>): Promise<Result> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new Error(`No answer within ${timeout} ms.`)), timeout);
	try {
		return await Promise.race([action, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
