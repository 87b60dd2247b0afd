/** Servers measured round by round, and started anew a few times. */

import { type Contenders, interleave, type Samples } from "../measure.ts";
import type { ServerName } from "./applications.ts";
import type { Scenario } from "./scenarios.ts";
import { ServerProcess } from "./server-process.ts";

/** How often the servers are started anew, since each start is compiled a little differently. */
const launches = 3;
const rounds = 9;
const requestsPerRound = 4000;
/** V8 goes on compiling for about as many requests. */
const warmUp = 48_000;

/**
 * The CPU time for one request to each server, in µs, once a round.
 *
 * @param url of the service that session keepers need; left out when they need none
 */
export async function measureServers<Name extends string>(
	names: Contenders<Name, ServerName>,
	scenario: Scenario,
	url = "",
): Promise<Samples<Name>> {
	const all = Object.fromEntries(Object.keys(names).map((name) => [name, []])) as unknown as Record<Name, number[]>;
	for (let launch = 0; launch < launches; launch++) {
		const samples = await measureLaunch(names, scenario, url);
		for (const name in all) all[name].push(...samples[name]);
	}
	return all;
}

async function measureLaunch<Name extends string>(
	names: Contenders<Name, ServerName>,
	scenario: Scenario,
	url: string,
) {
	const started = {} as Record<Name, ServerProcess>;
	try {
		for (const name in names) started[name] = await ServerProcess.start(names[name], url, scenario, warmUp);
		return await interleave(started, rounds, (server) => server.cpuPerRequest(requestsPerRound));
	} finally {
		for (const name in started) await started[name].stop();
	}
}
