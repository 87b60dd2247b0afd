/** The lookup that the guide shows, on a database in the format of GeoLite2-City, read by `maxmind` from a file. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CityResponse, open, type Reader } from "maxmind";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Decision, detectHijack, type Place } from "../src/index.ts";
import { mmdb } from "./mmdb.ts";
import { userAgents } from "./user-agents.ts";
import { Client, World } from "./world.ts";

const minute = 60_000;
const chrome = { "user-agent": userAgents.chromeWindows141 };

const city = (iso_code: string, latitude: number, longitude: number, accuracy_radius: number) => ({
	country: { iso_code },
	location: { latitude, longitude, accuracy_radius },
});
const berlin = city("DE", 52.52, 13.4, 20);
const potsdam = city("DE", 52.39, 13.07, 50);
const newYork = city("US", 40.71, -74.01, 100);

let folder: string;
let reader: Reader<CityResponse>;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "sojourn-mmdb-"));
	const file = join(folder, "city.mmdb");
	const networks = {
		"198.51.100.0/25": berlin,
		"198.51.100.128/25": potsdam,
		"203.0.113.0/24": newYork,
		"2001:db8:1::/48": berlin,
		"2001:db8:2::/48": newYork,
		"192.0.2.0/24": { country: { iso_code: "FR" } },
	};
	writeFileSync(file, mmdb("GeoLite2-City", networks));
	reader = await open<CityResponse>(file);
});
afterAll(() => rmSync(folder, { recursive: true }));

function locate(ip: string): Place {
	const found = reader.get(ip);
	return {
		country: found?.country?.iso_code,
		latitude: found?.location?.latitude,
		longitude: found?.location?.longitude,
		accuracy: found?.location?.accuracy_radius,
	};
}

test.each([
	["198.51.100.1", "DE", 52.52, 20],
	["198.51.100.200", "DE", 52.39, 50],
	["2001:db8:2:3::4", "US", 40.71, 100],
	["192.0.2.7", "FR", undefined, undefined],
	["10.0.0.1", undefined, undefined, undefined],
	["2001:db8:3::1", undefined, undefined, undefined],
])("%s is found where the database has it", (ip, country, latitude, accuracy) => {
	expect(locate(ip)).toMatchObject({ country, latitude, accuracy });
});

describe("with that lookup", () => {
	/** Logs in at one address and asks for a page at another, a minute later. */
	async function journey(from: string, to: string) {
		const decisions: Decision[] = [];
		const world = new World((now) =>
			detectHijack({ now, locate, onDecision: (decision) => void decisions.push(decision) }),
		);
		const ada = new Client(world, chrome, from);
		await ada.login();
		world.advance(minute);
		ada.ip = to;
		return {
			outcome: await ada.get(),
			reasons: decisions.flatMap(({ findings }) => findings.map(({ reason }) => reason)),
		};
	}

	test.each([
		["over IPv4", "198.51.100.1", "203.0.113.9"],
		["over IPv6", "2001:db8:1::1", "2001:db8:2::1"],
		["from IPv4 to IPv6", "198.51.100.1", "2001:db8:2::1"],
		["seen by a server that listens on IPv6", "::ffff:198.51.100.1", "::ffff:203.0.113.9"],
	])("Berlin to New York in a minute asks for a login: %s", async (_way, from, to) => {
		const { outcome, reasons } = await journey(from, to);
		expect(outcome).toBe("step-up");
		expect(reasons).toContain("country US instead of DE");
		expect(reasons).toContainEqual(expect.stringMatching(/^62\d\d km in 1 min$/));
	});

	test.each([
		["to the next town", "198.51.100.200"],
		["to another country, whose place isn't known", "192.0.2.7"],
		["to an address that the database doesn't have", "10.0.0.1"],
		["to what is no address", "unknown"],
	])("%s nothing is asked", async (_way, to) => {
		expect(await journey("198.51.100.1", to)).toEqual({ outcome: "ok", reasons: [] });
	});
});
