/** G2 on real User-Agent headers: no false alarm when a browser is updated, every other browser or system detected. */

import { describe, expect, test } from "vitest";
import { fingerprintOf, sameDevice, similarity } from "../src/index.ts";
import { requestOf } from "./request.ts";
import { otherPairs, samePairs, type UserAgentName, userAgents } from "./user-agents.ts";

const reported = { device: "tz=Europe%2FBerlin&screen=1920x1080&depth=24&platform=Win32" };

describe.each([
	["by what the server sees", {}],
	["with what the page reports, which is the same", reported],
])("%s", (_name, extra: Record<string, string>) => {
	const score = (known: UserAgentName, seen: UserAgentName): number => {
		const of = (name: UserAgentName) =>
			fingerprintOf(
				requestOf({ "user-agent": userAgents[name], "accept-language": "de-DE,de;q=0.9,en;q=0.8", ...extra }),
			);
		return similarity(of(known), of(seen)).score;
	};

	test.each(samePairs)("%s and %s are the same device, either way round", (one, other) => {
		expect(score(one, other)).toBeGreaterThanOrEqual(sameDevice);
		expect(score(other, one)).toBeGreaterThanOrEqual(sameDevice);
	});

	test.each(otherPairs)("%s and %s are two devices, either way round", (one, other) => {
		expect(score(one, other)).toBeLessThan(sameDevice);
		expect(score(other, one)).toBeLessThan(sameDevice);
	});
});
