/** From signals to a score, and from a score to a verdict. */

import type { Evidence, Observation, Signal, SignalName, Weights } from "./signal.ts";
import { country } from "./signals/country.ts";
import { device } from "./signals/device.ts";
import { hours } from "./signals/hours.ts";
import { network } from "./signals/network.ts";
import { rate } from "./signals/rate.ts";
import { reuse } from "./signals/reuse.ts";
import { travel } from "./signals/travel.ts";

/** Evidence of one signal, and what it counts. */
export interface Finding extends Evidence {
	readonly signal: SignalName;
	readonly weight: number;
}

/** How suspicious a request is. */
export interface Assessment {
	/** From 0 to 1, in thousandths. */
	readonly score: number;
	/** What it is made of, the strongest first. */
	readonly findings: readonly Finding[];
}

const signals: Readonly<Record<SignalName, Signal>> = { device, network, country, travel, reuse, hours, rate };

/** The names of all signals. */
export const signalNames = Object.keys(signals) as readonly SignalName[];

/**
 * What counts by default. Chosen so that another browser alone asks for a login, as does a far place in no time; another
 * network or a new country alone doesn't; and nothing ends a session but a foreign device in an impossible place.
 */
export const defaultWeights: Weights = {
	device: 0.8,
	network: 0.25,
	country: 0.3,
	travel: 0.5,
	reuse: 0.35,
	hours: 0.1,
	rate: 0.2,
};

/**
 * Asks every signal. The score is what independent witnesses amount to, `1 - Π (1 - weight × strength)`: each one adds to
 * it, and none is cancelled by others that saw nothing.
 */
export function assess(observation: Observation, weights: Weights): Assessment {
	const findings: Finding[] = [];
	for (const signal of signalNames) {
		const weight = weights[signal];
		const evidence = weight > 0 ? signals[signal](observation) : null;
		if (evidence !== null) findings.push({ signal, weight, ...evidence });
	}
	findings.sort((a, b) => b.weight * b.strength - a.weight * a.strength);
	const doubt = findings.reduce((rest, { weight, strength }) => rest * (1 - weight * strength), 1);
	return { score: Math.round((1 - doubt) * 1000) / 1000, findings };
}
