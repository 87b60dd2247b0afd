import { expect, test, vi } from "vitest";
import { userAgents } from "../../test/user-agents.ts";
import { berlin, Client, locate, munich, newYork, paris, World } from "../../test/world.ts";
import type { Notice } from "./notice.ts";
import { type AccountWatch, type WatchOptions, watchAccounts } from "./watch-accounts.ts";

const minute = 60_000;
const hour = 60 * minute;

/** A watched world, and somebody who has logged in from Berlin. */
async function watched(options: Partial<WatchOptions> = {}) {
	const notices: Notice[] = [];
	let watch = undefined as unknown as AccountWatch;
	const world = new World((now) => {
		watch = watchAccounts({ locate, now, onNotice: (notice) => void notices.push(notice), ...options });
		return watch;
	});
	const browser = (ip: string, userAgent: keyof typeof userAgents = "chromeWindows141") =>
		new Client(world, { "user-agent": userAgents[userAgent] }, ip);
	await browser(berlin).login();
	return { world, watch, notices, browser };
}

test("a first login is nothing to tell, nor is a second one from the same country", async () => {
	const { notices, browser } = await watched();
	await browser(berlin).login();
	await browser(munich).login("bob");
	expect(notices).toEqual([]);
});

test("a login from a new country, once", async () => {
	const { world, notices, browser } = await watched();
	world.advance(5 * hour);
	const away = browser(paris);
	await away.login();
	await away.login();
	expect(notices).toEqual([
		{
			type: "new-country",
			at: world.now,
			userId: "ada",
			ip: paris,
			sessionId: away.cookie.split(/[=.]/)[1],
			country: "FR",
			reason: "first login from FR",
		},
	]);
});

test("two sessions from far apart at once; not when the first has ended", async () => {
	const { world, notices, browser } = await watched();
	world.advance(10 * minute);
	await browser(munich).login();
	expect(notices).toMatchObject([{ type: "far-apart", reason: expect.stringMatching(/^40\d km in 10 min$/) }]);
	expect(new Set((notices[0] as Extract<Notice, { type: "far-apart" }>).sessionIds).size).toBe(2);

	await world.sessions.endAll("ada");
	world.advance(minute);
	await browser(berlin).login();
	expect(notices).toHaveLength(1);
});

test("many kinds of devices within a day, once", async () => {
	const { world, notices, browser } = await watched({ devices: { count: 3, within: "1d" } });
	await browser(berlin, "firefoxLinux144").login();
	await browser(berlin, "firefoxLinux144").login();
	world.advance(25 * hour);
	for (const agent of ["safariMac26", "safariIphone26", "curl8", "edgeMac141"] as const)
		await browser(berlin, agent).login();
	expect(notices).toMatchObject([
		{ type: "many-devices", devices: ["Safari on macOS", "Safari on iOS", "curl"], reason: expect.any(String) },
	]);
});

test("a replaced token that was used", async () => {
	const { world, notices, browser } = await watched();
	const ada = browser(berlin);
	await ada.login();
	const copy = ada.thief(ada.headers, berlin);
	await ada.login();
	world.advance(minute);
	await copy.get();
	expect(notices).toMatchObject([{ type: "token-reuse", userId: "ada" }]);
});

test("bursts of failures, by user and by network, each told once", async () => {
	const { world, watch, notices } = await watched({ failures: { count: 3, within: "10m" } });
	for (let i = 0; i < 3; i++) {
		watch.failed({ userId: "ada", ip: `10.5.0.${i}` });
		world.advance(minute);
	}
	expect(notices).toMatchObject([
		{ type: "failure-burst", of: "user", userId: "ada", failures: 3, reason: "3 failures within 10 minutes" },
		{ type: "failure-burst", of: "ip", userId: null, reason: "3 failures within 10 minutes, from 10.5.0.0/24" },
	]);
	watch.failed({ userId: "ada", ip: newYork });
	world.advance(11 * minute);
	for (let i = 0; i < 2; i++) watch.failed({ userId: "ada", ip: newYork });
	expect(notices).toHaveLength(2);
});

test("tokens that nobody issued are failures of their network", async () => {
	const { notices, browser } = await watched({ failures: { count: 3, within: "10m" } });
	const guesser = browser(newYork);
	for (const token of ["guess", "a.b.c", "guess"]) {
		guesser.cookie = `__Host-Http-sid=${token}`;
		await guesser.get();
	}
	expect(notices).toMatchObject([{ type: "failure-burst", of: "ip", userId: null }]);
});

test("a listener or a lookup that fails breaks nothing", async () => {
	const fail = vi.fn(() => {
		throw new Error("out of order");
	});
	const { world, browser, watch } = await watched({
		locate: fail,
		onNotice: fail,
		failures: { count: 2, within: "10m" },
	});
	const ada = browser(paris);
	await ada.login();
	for (let i = 0; i < 2; i++) watch.failed({ userId: "ada", ip: null });
	expect(await ada.get()).toBe("ok");
	expect(fail).toHaveBeenCalled();
	expect(world.events.some(({ type }) => type === "session.login")).toBe(true);
});

test("all that is wrong with the options is told at once", () => {
	const options = { devices: { count: 1, within: "1d" }, failures: { count: 9, within: "soon" }, max: 0 };
	expect(() => watchAccounts(options as never)).toThrow(
		expect.objectContaining({
			problems: [
				"devices.count is 1: give a whole number from 2.",
				'failures.within is "soon": give milliseconds or a string such as "10m".',
				"onNotice is missing: give a function.",
				"max is 0: give a whole number from 1.",
			],
		}),
	);
});
