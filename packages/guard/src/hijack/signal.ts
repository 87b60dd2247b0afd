/** What a signal is: one kind of evidence that a session is in other hands. */

import type { SessionInfo } from "@sojourn/core";
import type { Fingerprint } from "../fingerprint/fingerprint.ts";
import type { Stop } from "./journey.ts";
import type { Place } from "./place.ts";
import type { Snapshot } from "./snapshot.ts";

/** The signals by name. */
export type SignalName = "device" | "network" | "country" | "travel" | "reuse" | "hours" | "rate";

/** How much each signal's full strength counts, from 0, which switches it off, to 1. */
export type Weights = Readonly<Record<SignalName, number>>;

/** What a signal found. */
export interface Evidence {
	/** From 0 to 1. */
	readonly strength: number;
	/** In words, for people who look at it later. */
	readonly reason: string;
}

/** A client that makes a request. */
export interface SeenClient {
	readonly ip: string | null;
	readonly fingerprint: Fingerprint;
	readonly place: Place | null;
	/** Its address's network: IPv4 by /24, IPv6 by /48. */
	readonly network: string | null;
}

/** All that signals look at. */
export interface Observation {
	readonly now: number;
	readonly session: SessionInfo;
	/** The client that the user last logged in from. `null` for sessions older than the guard, or opened by a service. */
	readonly known: Snapshot | null;
	readonly seen: SeenClient;
	/** Of the session's last request, as far as this process remembers it, or of the login. */
	readonly last: Stop | null;
	/** Whether the user has logged in from the network that is seen, within this session. */
	readonly proven: boolean;
	/** Requests of the session in the current minute. */
	readonly requests: number;
	/** How many of them are usual at most. */
	readonly usualRequests: number;
	/** When a replaced token of any of the user's sessions was last used; `null`: not that we know. */
	readonly reusedAt: number | null;
	/** In how many hours the user was active, by the hour of the day in UTC. */
	readonly hours: readonly number[];
}

/** Looks for one kind of evidence. Pure; `null` when there is none. */
export type Signal = (observation: Observation) => Evidence | null;
