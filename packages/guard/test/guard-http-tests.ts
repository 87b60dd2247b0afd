/** The guard on a listening server, whatever its framework: clients at different loopback addresses. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Browser, type Serve, startApplication } from "./application.ts";
import { userAgents } from "./user-agents.ts";

const minute = 60_000;
const home = "127.0.0.1";
const sameNetwork = "127.0.0.99";
const anotherNetwork = "127.1.0.1";
const anotherCountry = "127.2.0.1";
const chrome = { "user-agent": userAgents.chromeWindows100, "accept-language": "de-DE,de;q=0.9" };
const patched = { ...chrome, "user-agent": userAgents.chromeWindows100Patched };
const updated = { ...chrome, "user-agent": userAgents.chromeWindows141 };
const firefox = { ...chrome, "user-agent": userAgents.firefoxWindows144 };
const safari = { ...chrome, "user-agent": userAgents.safariMac26 };

/** @param serve tells the application its clients' addresses */
export function guardHttpTests(serve: Serve): void {
	let application: Awaited<ReturnType<typeof startApplication>>;
	let ada: Browser;
	beforeEach(async () => {
		application = await startApplication(serve);
		ada = application.browser(chrome, home);
		expect((await ada.send("POST", "/login")).status).toBe(204);
	});
	afterEach(() => application.close());

	describe("S14 a large change of client asks for re-authentication, a small one does not", () => {
		test.each([
			["nothing", chrome, home, 200, ""],
			["the browser's patch version", patched, home, 200, ""],
			["years of updates", updated, home, 200, ""],
			["an address in the same /24", chrome, sameNetwork, 200, ""],
			["another network", chrome, anotherNetwork, 200, ""],
			["a new patch version on another network", patched, anotherNetwork, 200, ""],
			["another country, in the time that it takes", chrome, anotherCountry, 200, ""],
			["another browser", firefox, home, 401, "step-up-required"],
			["another browser on another network", firefox, anotherNetwork, 401, "step-up-required"],
			["another country and other browser", firefox, anotherCountry, 401, "step-up-required"],
			["another country, browser and system", safari, anotherCountry, 401, "step-up-required"],
		])("%s", async (_change, headers, ip, status, code) => {
			application.advance(29 * minute);
			ada.headers = headers;
			ada.ip = ip;
			const answer = await ada.send("GET", "/me");
			expect(answer.status).toBe(status);
			if (status === 401) {
				expect(JSON.parse(answer.body)).toEqual({ error: { code, reason: "suspicious-client" } });
				expect(answer.headers["www-authenticate"]).toContain("insufficient_user_authentication");
				await ada.send("POST", "/login");
				expect((await ada.send("GET", "/me")).status, "after logging in again").toBe(200);
			}
		});

		test("another system in another country a minute later: the session ends", async () => {
			application.advance(minute);
			const answer = await ada.thief(safari, anotherCountry).send("GET", "/me");
			expect(answer.status).toBe(401);
			expect(JSON.parse(answer.body).error).toEqual({ code: "suspicious-activity", reason: "hijack" });
			expect((await ada.send("GET", "/me")).status).toBe(401);
		});
	});

	test("S8 a change of password ends the other sessions: a thief's too, and the user goes on with a new token", async () => {
		const phone = application.browser({ "user-agent": userAgents.safariIphone26 }, anotherNetwork);
		await phone.send("POST", "/login");
		const thief = phone.thief(phone.headers, anotherNetwork);
		const before = ada.cookie;
		expect((await ada.send("POST", "/password")).status).toBe(204);
		expect(ada.cookie).not.toBe(before);
		expect((await ada.send("GET", "/me")).status).toBe(200);
		for (const other of [phone, thief]) {
			const answer = await other.send("GET", "/me");
			expect(answer.status).toBe(401);
			expect(JSON.parse(answer.body).error.reason).toBe("password-changed");
		}
	});

	test("S11 decisions, sessions and answers never carry a token", async () => {
		const answers = [await ada.thief(firefox, home).send("GET", "/me"), await ada.send("GET", "/me")];
		const said = JSON.stringify(application.decisions) + answers.map(({ body }) => body).join();
		expect(application.decisions).toHaveLength(1);
		expect(said).toContain("traits");
		const [, secret = "", check = ""] = ada.cookie.split(".");
		expect(secret.length).toBeGreaterThan(20);
		expect(said).not.toContain(secret);
		expect(said).not.toContain(check);
	});

	test("S12 step-up: a stronger login is asked for, and its elevation expires by itself", async () => {
		expect((await ada.send("GET", "/transfer")).status).toBe(401);
		await ada.send("POST", "/login?level=2");
		expect((await ada.send("GET", "/transfer")).status).toBe(200);
		application.advance(11 * minute);
		const answer = await ada.send("GET", "/transfer");
		expect(answer.status).toBe(401);
		expect(answer.headers["www-authenticate"]).toContain('max_age="600"');
		expect((await ada.send("GET", "/me")).status).toBe(200);
	});
}
