/** The adapter, bound to the sessions of the case that is being played. */

import { type NextSessions, nextSessions } from "@sojourn/adapter-next";
import type { ContractData } from "@sojourn/core/testing";
import { type Played, played } from "./played";

const bound = new WeakMap<Played, NextSessions<ContractData>>();

export function ofAppRouter(): NextSessions<ContractData> {
	const app = played();
	if (!bound.has(app)) bound.set(app, nextSessions(app.sessions, { ...app.protection, apiPaths: ["/"] }));
	return bound.get(app) as NextSessions<ContractData>;
}
