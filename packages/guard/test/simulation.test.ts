/**
 * A month in the lives of three people, ten times over with fixed seeds, and of those who steal their cookies. Sessions
 * live for the whole month, and twelve hours without a visit, so that journeys and updates happen within them.
 */

import { describe, expect, test } from "vitest";
import { detectHijack } from "../src/index.ts";
import { commuter, headersOf, laptopReport, night, type Persona, phoneReport, traveller, vpnUser } from "./personas.ts";
import { Random } from "./random.ts";
import type { UserAgentName } from "./user-agents.ts";
import { berlin, Client, type Headers, locate, type Outcome, World } from "./world.ts";

const seeds = Array.from({ length: 10 }, (_, index) => 1000 + index);
const days = 30;
const patience = 120_000;
const people = [commuter, traveller, vpnUser];

/** What happened to a person in all of their months. */
interface Tally {
	visits: number;
	/** Visits that asked for a login while a session was open. */
	stepUps: number;
	/** Sessions that ended under their hands. */
	forced: number;
}

/** Steals a cookie, once a day, right after a visit. */
type Steal = (victim: Client, random: Random) => Promise<void>;

async function live(persona: Persona, geo: boolean, steal?: Steal): Promise<Tally> {
	const tally: Tally = { visits: 0, stepUps: 0, forced: 0 };
	for (const seed of seeds) await liveMonth(persona, geo, new Random(seed), tally, steal);
	return tally;
}

async function liveMonth(persona: Persona, geo: boolean, random: Random, tally: Tally, steal?: Steal): Promise<void> {
	const world = new World((now) => detectHijack({ now, ...(geo && { locate }) }), {
		idleTimeout: "12h",
		absoluteTimeout: "30d",
	});
	const laptop = new Client(world, headersOf("chromeMac138", laptopReport), berlin);
	const phone = new Client(world, headersOf("safariIphone18", phoneReport), berlin);
	for (let day = 0; day < days; day++) {
		const stolenAt = random.between(0, 6);
		let visits = 0;
		const visit = async (client: Client) => {
			const outcome = await client.get();
			tally.visits++;
			if (outcome === "ended") tally.forced++;
			if (outcome === "step-up") tally.stepUps++;
			if (outcome !== "ok") {
				await client.login();
				expect(await client.get()).toBe("ok");
			}
			if (visits++ === stolenAt) await steal?.(client, random);
		};
		await persona({ random, day, laptop, phone, later: (minutes) => world.advance(minutes * 60_000), visit });
		world.advance(night);
	}
}

describe("people in their own sessions, at default thresholds: nobody is logged out", () => {
	test.each([
		["a commuter with two devices", commuter, { visits: 6000, stepUps: 0, forced: 0 }],
		["a traveller", traveller, { visits: 3750, stepUps: 43, forced: 0 }],
		["a user of a VPN", vpnUser, { visits: 4500, stepUps: 50, forced: 0 }],
	])(
		"%s",
		async (_name, persona, tally) => {
			expect(await live(persona, true)).toEqual(tally);
			expect(await live(persona, false)).toEqual({ ...tally, stepUps: 0 });
		},
		patience,
	);
});

/** Browsers that none of these people has. */
const foreign: readonly UserAgentName[] = [
	"chromeWindows141",
	"chromeLinux141",
	"chromeAndroid141",
	"firefoxMac144",
	"firefoxWindows144",
	"firefoxIphone144",
	"safariMac26",
	"edgeMac141",
	"edgeWindows141",
	"operaWindows120",
	"samsung28",
	"curl8",
	"pythonRequests",
];
const networks = ["10.1.200.1", "10.2.200.1", "10.3.200.1", "10.4.200.1", "10.5.200.1", "10.6.200.1", "192.0.2.1"];

/** Steals from everybody, and replays up to twenty minutes later, from another network. */
async function stealFromAll(geo: boolean, headersFor: (victim: Client, random: Random) => Headers) {
	const outcomes: Outcome[] = [];
	const steal: Steal = async (victim, random) => {
		victim.world.advance(random.between(0, 20) * 60_000);
		outcomes.push(await victim.thief(headersFor(victim, random), random.pick(networks)).get());
	};
	for (const persona of people) await live(persona, geo, steal);
	const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
	return { replays: outcomes.length, let: count("ok"), steppedUp: count("step-up"), ended: count("ended") };
}

/** Half of them took the whole cookie jar, and the page's report with it. */
function anotherBrowser(victim: Client, random: Random): Headers {
	const language = random.pick(["en-US,en;q=0.9", "de-DE,de;q=0.9,en;q=0.8"]);
	return headersOf(random.pick(foreign), random.chance(0.5) ? (victim.headers.device ?? "") : "", language);
}

const sameBrowser = (victim: Client): Headers => victim.headers;

describe("stolen cookies, replayed from another network", () => {
	test.each([
		["by another browser", anotherBrowser, true, { replays: 900, let: 0, steppedUp: 367, ended: 533 }],
		[
			"by another browser, without a geo database",
			anotherBrowser,
			false,
			{ replays: 900, let: 0, steppedUp: 900, ended: 0 },
		],
		[
			"by the same browser: only a place that is too far away tells",
			sameBrowser,
			true,
			{ replays: 900, let: 344, steppedUp: 556, ended: 0 },
		],
		[
			"by the same browser, without a geo database: nothing tells",
			sameBrowser,
			false,
			{ replays: 900, let: 900, steppedUp: 0, ended: 0 },
		],
	])(
		"%s",
		async (_name, headersFor, geo, tally) => {
			expect(await stealFromAll(geo, headersFor)).toEqual(tally);
		},
		patience,
	);
});
