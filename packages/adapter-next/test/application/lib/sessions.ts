/** The adapter, bound to the sessions of what is being played. */

import { type NextSessions, nextSessions } from "@sojourn/adapter-next";
import type { ContractData } from "@sojourn/core/testing";
import { type Played, played } from "./played";

const bound = new WeakMap<Played, NextSessions<ContractData>>();

export function next(): NextSessions<ContractData> {
	const now = played();
	if (!bound.has(now)) bound.set(now, nextSessions(now.sessions, now.options));
	return bound.get(now) as NextSessions<ContractData>;
}
