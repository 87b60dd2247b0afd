/** What `createSessions` is told, checked all at once and brought into the form that the engine works with. */

import type { CookieOptions, CookieSettings } from "./cookie.ts";
import { cookieProblems, resolveCookie } from "./cookie.ts";
import type { Duration } from "./duration.ts";
import { durationForm, parseDuration } from "./duration.ts";
import { ConfigurationError, choiceProblems, problem } from "./errors.ts";
import { secretProblems } from "./key-ring.ts";
import type { Timers } from "./platform.ts";
import type { Plugin } from "./plugin.ts";
import type { Header } from "./request.ts";
import type { Schema } from "./schema.ts";
import type { SessionStore, UserLimit } from "./store.ts";

/** What to do when the store fails or is late. `"reject"`: the request fails with 503; `"anonymous"`: it goes on without a session. */
export type FailurePolicy = "reject" | "anonymous";

/** Where an address is, as far as the application can tell. */
export interface Location {
	readonly country?: string | null;
	readonly city?: string | null;
}

/** The options of {@link createSessions}. Only `store` and `secrets` are needed; every default is the safe one. */
export interface SessionOptions<Data extends object, Store extends SessionStore> {
	/** Where sessions are kept. */
	readonly store: Store;
	/**
	 * The key ring: the first secret signs, all are accepted; put a new one in front to rotate. At least 32 bytes of
	 * entropy each: `openssl rand -base64 32`.
	 */
	readonly secrets: string | readonly string[];
	/** How long a session lives without activity. Default 30 minutes (OWASP Session Management). */
	readonly idleTimeout?: Duration;
	/** How long a session lives at most. Default 8 hours. */
	readonly absoluteTimeout?: Duration;
	/** `lastSeenAt` is written at most this often. Default 60 seconds, and never more than a tenth of the idle timeout. */
	readonly touchEvery?: Duration;
	/** How often the secret is replaced without anybody asking. Off by default. */
	readonly rotateEvery?: Duration;
	/** How long a replaced secret stays good for requests already on their way. Default 10 seconds. */
	readonly rotationGrace?: Duration;
	/** How long the reason of an end can be told. Default 24 hours. */
	readonly tombstoneTtl?: Duration;
	/** By how much the clocks of the servers may differ. Default 5 seconds. */
	readonly clockSkew?: Duration;
	/** How many sessions a user may have at a time. No limit by default. */
	readonly limit?: UserLimit;
	/** The deadline of every store call. Default 1 second. */
	readonly storeTimeout?: Duration;
	/** Default `"reject"`. */
	readonly onStoreFailure?: FailurePolicy;
	readonly cookie?: CookieOptions;
	/** Whether `Authorization: Bearer` is accepted beside the cookie. Default `false`. */
	readonly bearer?: boolean;
	/** Cache-Control of responses to a logged-in user, and of those that set a cookie. Default `"no-store"`; `false` sets none. */
	readonly cacheControl?: string | false;
	/**
	 * Clear-Site-Data of the response that logs out. Default `'"cache", "storage"'`; `false` sets none. `"cookies"` would
	 * clear those of the whole registrable domain; the session's own is expired in any case.
	 */
	readonly clearSiteData?: string | false;
	/** A Standard Schema (zod, valibot, arktype, …) that data must fit when it is read and when it is committed. Must accept `{}`. */
	readonly schema?: Schema<Data>;
	readonly plugins?: readonly Plugin[];
	/** Looks an address up when a session is opened. What it throws is ignored. */
	readonly locate?: (ip: string) => Location | null | Promise<Location | null>;
	/** Allows what is unsafe outside of a developer's machine: cookies over plain http. Default `false`. */
	readonly development?: boolean;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
	/** The source of randomness. Default the platform's CSPRNG. */
	readonly randomBytes?: (length: number) => Uint8Array;
	/** Default the platform's. */
	readonly timers?: Timers;
}

/** Numbers, in milliseconds, and choices, all of them made. */
export interface Settings {
	readonly idleTimeout: number;
	readonly absoluteTimeout: number;
	readonly touchEvery: number;
	/** `Infinity` when off. */
	readonly rotateEvery: number;
	readonly rotationGrace: number;
	readonly tombstoneTtl: number;
	readonly clockSkew: number;
	readonly storeTimeout: number;
	readonly limit: UserLimit | undefined;
	readonly onStoreFailure: FailurePolicy;
	readonly cookie: CookieSettings;
	readonly bearer: boolean;
	/** Headers of responses that are for one person. */
	readonly personal: readonly Header[];
	/** Headers of the response that logs out. */
	readonly farewell: readonly Header[];
}

const minute = 60_000;

/**
 * Checks all options and resolves the defaults.
 *
 * @throws ConfigurationError naming everything that is unsafe or contradictory
 */
export function resolveOptions<Data extends object>(options: SessionOptions<Data, SessionStore>): Settings {
	const { store, limit, onStoreFailure = "reject", development = false } = options;
	const problems: string[] = [];
	const refuseIf = (wrong: boolean, problem: string) => wrong && problems.push(problem);
	const duration = (name: keyof typeof options, fallback: number, least: number): number => {
		const given = options[name] as Duration | undefined;
		const value = given === undefined ? fallback : parseDuration(given);
		if (value !== null && value >= least) return value;
		problems.push(problem(name, given, `${durationForm}, at least ${least} ms`));
		return fallback;
	};
	const idleTimeout = duration("idleTimeout", 30 * minute, 1000);
	const absoluteTimeout = duration("absoluteTimeout", 480 * minute, 1000);
	const rotateEvery = duration("rotateEvery", Number.POSITIVE_INFINITY, 1000);
	const rotationGrace = duration("rotationGrace", 10_000, 0);
	const settings: Settings = {
		idleTimeout,
		absoluteTimeout,
		touchEvery: Math.min(duration("touchEvery", minute, 0), idleTimeout / 10),
		rotateEvery,
		rotationGrace,
		tombstoneTtl: duration("tombstoneTtl", 1440 * minute, 0),
		clockSkew: duration("clockSkew", 5000, 0),
		storeTimeout: duration("storeTimeout", 1000, 1),
		limit,
		onStoreFailure,
		cookie: resolveCookie(options.cookie, development),
		bearer: options.bearer ?? false,
		personal: header("Cache-Control", options.cacheControl ?? "no-store"),
		farewell: header("Clear-Site-Data", options.clearSiteData ?? '"cache", "storage"'),
	};
	refuseIf(typeof store?.read !== "function", "store is missing: give memoryStore() or another.");
	refuseIf(idleTimeout > absoluteTimeout, "idleTimeout is longer than absoluteTimeout: shorten it.");
	refuseIf(rotationGrace > 5 * minute, "rotationGrace is longer than 5 minutes: shorten it.");
	refuseIf(rotateEvery <= rotationGrace, "rotationGrace isn't shorter than rotateEvery: shorten it.");
	problems.push(...choiceProblems("onStoreFailure", onStoreFailure, "reject", "anonymous"));
	if (limit !== undefined) {
		const { max, policy } = limit;
		refuseIf(!Number.isInteger(max) || max < 1, problem("limit.max", max, "a whole number from 1"));
		problems.push(...choiceProblems("limit.policy", policy, "evict-oldest", "reject"));
	}
	problems.push(...secretProblems(options.secrets), ...cookieProblems(options.cookie, development));
	if (problems.length > 0) throw new ConfigurationError(problems);
	return settings;
}

function header(name: string, value: string | false): readonly Header[] {
	return value === false ? [] : [[name, value]];
}
