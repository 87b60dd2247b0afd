/** What the detection is told, checked all at once. */

import { ConfigurationError } from "@sojourn/core";
import { countProblems } from "../problems.ts";
import { defaultWeights, signalNames } from "./assess.ts";
import type { Decision } from "./decision.ts";
import { type Locate, quietly } from "./place.ts";
import type { SignalName, Weights } from "./signal.ts";

/** The options of {@link detectHijack}. None is needed. */
export interface HijackOptions {
	/**
	 * Looks an address up in memory, such as in a `maxmind` reader. Without it, country and travel say nothing. What it
	 * throws counts as unknown.
	 */
	readonly locate?: Locate;
	/** Changes how much signals count. `0` switches one off. */
	readonly weights?: Partial<Weights>;
	/** From which score on the user must log in again. Default 0.5. */
	readonly stepUpAt?: number;
	/** From which score on the session ends as `destroyed: hijack`. Default 0.9. */
	readonly endAt?: number;
	/** Ends a session as `destroyed: device-mismatch` when this changes, whatever the score. Nothing by default. */
	readonly bind?: {
		/** The address, exactly. Ends sessions of everybody who moves between networks. */
		readonly ip?: boolean;
		/** The device, by a similarity of less than 0.8. */
		readonly device?: boolean;
	};
	/** Decides nothing, and only reports what it would have decided. Default `false`. */
	readonly dryRun?: boolean;
	/** Told every decision to step up or to end, with its reasons: for an audit trail. What it throws is ignored. */
	readonly onDecision?: (decision: Decision) => void;
	/** How many requests in a minute a session's user makes at most. Default 300. */
	readonly requestsPerMinute?: number;
	/** Of how many sessions, and of how many users, the last place and the hours are remembered. Default 10,000. */
	readonly max?: number;
	/** The clock, in milliseconds since the epoch. Default `Date.now`. */
	readonly now?: () => number;
}

/** All choices made. */
export interface HijackSettings {
	readonly locate: Locate;
	readonly weights: Weights;
	readonly stepUpAt: number;
	readonly endAt: number;
	readonly bind: NonNullable<HijackOptions["bind"]>;
	readonly dryRun: boolean;
	readonly onDecision: (decision: Decision) => void;
	readonly requestsPerMinute: number;
	readonly max: number;
	readonly now: () => number;
}

/** @throws ConfigurationError naming everything that is wrong */
export function resolveHijackOptions(options: HijackOptions): HijackSettings {
	const { locate, weights = {}, stepUpAt = 0.5, endAt = 0.9, bind = {}, dryRun = false } = options;
	const { onDecision = () => {}, requestsPerMinute = 300, max = 10_000, now = Date.now } = options;
	const problems: string[] = [];
	const isShare = (value: unknown) => typeof value === "number" && value >= 0 && value <= 1;
	for (const [name, weight] of Object.entries(weights)) {
		if (!signalNames.includes(name as SignalName))
			problems.push(`weights.${name} is no signal: the signals are ${signalNames.join(", ")}.`);
		else if (!isShare(weight)) problems.push(`weights.${name} is ${weight}: give a number from 0 to 1.`);
	}
	for (const [name, value] of Object.entries({ stepUpAt, endAt }))
		if (!isShare(value) || value === 0) problems.push(`${name} is ${value}: give a number above 0, up to 1.`);
	if (stepUpAt > endAt) problems.push("stepUpAt is above endAt: no request would ever ask for a login. Lower it.");
	problems.push(...countProblems("requestsPerMinute", requestsPerMinute), ...countProblems("max", max));
	if (problems.length > 0) throw new ConfigurationError(problems);
	return {
		locate: quietly(locate),
		weights: { ...defaultWeights, ...weights },
		stepUpAt,
		endAt,
		bind,
		dryRun,
		onDecision,
		requestsPerMinute,
		max,
		now,
	};
}
