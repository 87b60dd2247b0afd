import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { userAgents } from "../../test/user-agents.ts";
import { berlin, Client, locate, munich, newYork, paris, potsdam, World } from "../../test/world.ts";
import type { Decision } from "./decision.ts";
import { detectHijack } from "./detect-hijack.ts";
import type { HijackOptions } from "./options.ts";

const minute = 60_000;
const hour = 60 * minute;
const chrome = { "user-agent": userAgents.chromeWindows138, "accept-language": "de-DE,de;q=0.9" };
const firefox = { ...chrome, "user-agent": userAgents.firefoxWindows144 };
const safari = { ...chrome, "user-agent": userAgents.safariMac26 };

/** Somebody who has logged in from Berlin, and what is decided from then on. */
async function loggedIn(options: HijackOptions = {}) {
	const decisions: Decision[] = [];
	const onDecision = (decision: Decision) => void decisions.push(decision);
	const world = new World((now) => detectHijack({ locate, now, onDecision, ...options }));
	const ada = new Client(world, chrome, berlin);
	await ada.login();
	return { world, ada, decisions };
}

test("the same client goes on, and nothing is decided", async () => {
	const { ada, decisions } = await loggedIn();
	expect(await ada.get()).toBe("ok");
	expect(decisions).toEqual([]);
});

test("another browser and system in a place that is too far away: the session ends, and the reasons are told", async () => {
	const { world, ada, decisions } = await loggedIn();
	world.advance(20 * minute);
	expect(await ada.thief(safari, paris).get()).toBe("ended");
	expect(await ada.get()).toBe("ended");
	expect(decisions).toHaveLength(1);
	expect(decisions[0]).toMatchObject({
		userId: "ada",
		ip: paris,
		verdict: "end",
		mismatch: null,
		dryRun: false,
		findings: [
			{
				signal: "device",
				reason: expect.stringContaining("browser Safari instead of Chrome, os macOS instead of Windows"),
			},
			{ signal: "travel", reason: expect.stringMatching(/^7\d\d km in 20 min$/) },
			{ signal: "country", reason: "country FR instead of DE" },
			{ signal: "network", reason: "network 10.4.0.0/24 instead of 10.1.0.0/24" },
		],
	});
});

test("a thief is asked for a login; the user isn't, and the thief's place isn't taken for the user's", async () => {
	const { world, ada } = await loggedIn();
	world.advance(minute);
	expect(await ada.thief(firefox, potsdam).get()).toBe("step-up");
	expect(await ada.get()).toBe("ok");
});

test("a login settles the doubt: what follows is compared with the new client", async () => {
	const { world, ada } = await loggedIn();
	world.advance(minute);
	ada.headers = firefox;
	expect(await ada.get()).toBe("step-up");
	await ada.login();
	expect(await ada.get()).toBe("ok");
});

describe("one change", () => {
	test.each([
		["an updated browser", { headers: { ...chrome, "user-agent": userAgents.chromeWindows141 } }, "ok"],
		["another address in the network", { ip: "10.1.0.99" }, "ok"],
		["another network of the provider", { ip: potsdam }, "ok"],
		["another browser", { headers: firefox }, "step-up"],
		["far away in no time", { ip: newYork }, "step-up"],
		["far away, seen by a server that listens on IPv6", { ip: `::ffff:${newYork}` }, "step-up"],
		["an address that isn't one", { ip: "unknown" }, "ok"],
	] as const)("%s: %s", async (_name, change, outcome) => {
		const { world, ada } = await loggedIn();
		world.advance(minute);
		expect(await Object.assign(ada, change).get()).toBe(outcome);
	});

	test.each([
		["a city in the time that a flight takes", 25 * minute, "ok"],
		["a city in less time than that", 20 * minute, "step-up"],
	])("%s", async (_name, time, outcome) => {
		const { world, ada } = await loggedIn();
		world.advance(25 * minute);
		expect(await ada.get()).toBe("ok");
		ada.ip = munich;
		world.advance(time);
		expect(await ada.get()).toBe(outcome);
	});
});

test("a place that the user has logged in from, in this session, is theirs to return to", async () => {
	const { world, ada } = await loggedIn();
	world.advance(minute);
	ada.ip = newYork;
	expect(await ada.get()).toBe("step-up");
	await ada.login();
	for (const ip of [berlin, newYork, berlin]) {
		world.advance(minute);
		ada.ip = ip;
		expect(await ada.get()).toBe("ok");
	}
});

test("reuse of a replaced token casts doubt on the user's other sessions, until they log in again", async () => {
	const { world, ada, decisions } = await loggedIn();
	const phone = new Client(world, { "user-agent": userAgents.chromeAndroid141 }, berlin);
	await phone.login();
	const stolen = phone.thief(phone.headers, berlin);
	world.advance(minute);
	await phone.login();
	world.advance(minute);
	expect(await stolen.get()).toBe("ended");
	expect(await ada.get(), "by itself").toBe("ok");
	ada.ip = "10.99.0.1";
	expect(await ada.get(), "with another network").toBe("step-up");
	expect(decisions.at(-1)?.findings.map(({ signal }) => signal)).toEqual(["reuse", "network"]);
	await ada.login();
	expect(await ada.get()).toBe("ok");
});

test("more requests than a person makes add to the doubt", async () => {
	const { world, ada, decisions } = await loggedIn({ requestsPerMinute: 10, stepUpAt: 0.2 });
	world.advance(minute);
	const outcomes = [];
	for (let i = 0; i < 21; i++) outcomes.push(await ada.get());
	expect(outcomes.indexOf("step-up")).toBe(19);
	expect(decisions[0]?.findings[0]?.reason).toBe("20 requests within a minute");
	world.advance(minute);
	expect(await ada.get()).toBe("ok");
});

test("an hour of the day that is unusual for the user adds to the doubt", async () => {
	const { world, ada, decisions } = await loggedIn({ stepUpAt: 0.1 });
	for (let day = 0; day < 10; day++) {
		for (let hours = 0; hours < 5; hours++) {
			await ada.login();
			expect(await ada.get()).toBe("ok");
			world.advance(hour);
		}
		world.advance(19 * hour);
	}
	world.advance(12 * hour);
	await ada.login();
	expect(await ada.get()).toBe("step-up");
	expect(decisions[0]?.findings[0]?.reason).toMatch(/^active at 20 UTC, never before in \d+ hours of activity$/);
});

test("in a dry run nothing is decided, and what would have been is told", async () => {
	const { world, ada, decisions } = await loggedIn({ dryRun: true, bind: { ip: true } });
	world.advance(minute);
	expect(await ada.thief(safari, newYork).get()).toBe("ok");
	expect(decisions).toMatchObject([{ verdict: "end", mismatch: "ip", dryRun: true }]);
});

describe("strict binding", () => {
	test.each([
		[{ ip: true }, { ip: "10.1.0.2" }, "ended"],
		[{ ip: true }, { ip: `::ffff:${berlin}` }, "ok"],
		[{ ip: true }, { headers: { ...chrome, "user-agent": userAgents.chromeWindows141 } }, "ok"],
		[{ device: true }, { headers: firefox }, "ended"],
		[{ device: true }, { ip: "10.1.0.2" }, "ok"],
	] as const)("%j, %j: %s", async (bind, change, outcome) => {
		const { ada, world } = await loggedIn({ bind });
		expect(await Object.assign(ada, change).get()).toBe(outcome);
		const end = world.events.find((event) => event.type === "session.ended");
		if (outcome === "ended") expect(end).toMatchObject({ end: { state: "destroyed", reason: "device-mismatch" } });
		else expect(end).toBeUndefined();
	});
});

test("a lookup or a listener that fails breaks nothing", async () => {
	const fail = vi.fn(() => {
		throw new Error("out of order");
	});
	const { ada } = await loggedIn({ locate: fail, onDecision: fail });
	ada.headers = firefox;
	expect(await ada.get()).toBe("step-up");
	expect(fail).toHaveBeenCalled();
});

test("a weight of 0 switches a signal off", async () => {
	const { ada } = await loggedIn({ weights: { device: 0 } });
	ada.headers = firefox;
	expect(await ada.get()).toBe("ok");
});

test("a session from before the guard was installed is left alone", async () => {
	const { world } = await loggedIn();
	const { token } = await world.sessions.create({ userId: "ada" });
	const service = new Client(world, chrome, newYork);
	service.cookie = `__Host-Http-sid=${token}`;
	expect(await service.get()).toBe("ok");
});

test("T2 whatever a client sends, it is judged, and never an error", async () => {
	const { ada } = await loggedIn();
	const names = [...Object.keys(chrome), "sec-ch-ua", "sec-ch-ua-platform", "device"];
	const value = fc.string({ unit: "binary", maxLength: 600 });
	await fc.assert(
		fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), value), value, async (headers, ip) => {
			expect(["ok", "step-up"]).toContain(await ada.thief(headers, ip).get());
		}),
	);
});

test("all that is wrong with the options is told at once", () => {
	const options = { weights: { device: 2, luck: 1 }, stepUpAt: 0.9, endAt: 0.4, max: 0, requestsPerMinute: 1.5 };
	expect(() => detectHijack(options)).toThrow(
		expect.objectContaining({
			code: "invalid-configuration",
			problems: [
				"weights.device is 2: give a number from 0 to 1.",
				"weights.luck is no signal: the signals are device, network, country, travel, reuse, hours, rate.",
				"stepUpAt is above endAt: no request would ever ask for a login. Lower it.",
				"requestsPerMinute is 1.5: give a whole number from 1.",
				"max is 0: give a whole number from 1.",
			],
		}),
	);
});
