/** S11 for an application with all powers on: everything that it says is searched for the tokens that it was shown. */

import type { CompleteStore } from "@sojourn/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Browser, type Serve, startApplication } from "./application.ts";
import { requestOf } from "./request.ts";
import { userAgents } from "./user-agents.ts";
import { type Said, startWitness } from "./witness.ts";

const minute = 60_000;
const home = "127.0.0.1";
const anotherCountry = "127.2.0.1";
const chrome = { "user-agent": userAgents.chromeWindows100, "accept-language": "de-DE,de;q=0.9" };
const firefox = { ...chrome, "user-agent": userAgents.firefoxWindows144 };
const safari = { ...chrome, "user-agent": userAgents.safariMac26 };

export function tokenlessTests(serve: Serve): void {
	let witness: Awaited<ReturnType<typeof startWitness>>;
	let application: Awaited<ReturnType<typeof startApplication>>;
	let isDown = false;
	beforeEach(async () => {
		isDown = false;
		witness = await startWitness();
		const { surroundings } = witness;
		const around = (store: CompleteStore) => surroundings.around(quoting(store, () => isDown));
		application = await startApplication(witness.serve(serve), { ...surroundings, around });
	});
	afterEach(async () => {
		await application.close();
		await witness.close();
	});

	test("S11 logs, errors, audit rows, traces, metrics and answers never carry a token that was presented", async () => {
		const tokens = new Set<string>();
		const answers: string[] = [];
		const send = async (browser: Browser, method: "GET" | "POST", path: string): Promise<number> => {
			tokens.add(tokenOf(browser));
			const { status, body, headers } = await browser.send(method, path);
			tokens.add(tokenOf(browser));
			const { "set-cookie": _cookies, ...others } = headers;
			answers.push(body, JSON.stringify(others));
			return status;
		};
		const ada = application.browser(chrome, home);
		const stolen = () => ada.thief(safari, anotherCountry);

		expect(await send(ada, "POST", "/login")).toBe(204);
		const old = ada.thief(chrome, home);
		expect(await send(ada, "GET", "/transfer"), "no second factor").toBe(401);
		expect(await send(ada.thief(firefox, home), "GET", "/me"), "suspicious").toBe(401);
		expect(await send(ada, "POST", "/login?level=2")).toBe(204);
		expect(await send(ada, "GET", "/transfer")).toBe(200);
		for (const altered of [ada.cookie.replace(/.$/, "~"), ada.cookie.replace(/.{4}$/, "AAAA"), `${ada.cookie}A`])
			expect(await send(Object.assign(stolen(), { cookie: altered }), "GET", "/me"), "altered").toBe(401);
		application.advance(minute);
		expect(await send(old, "GET", "/me"), "used again after its rotation").toBe(401);
		expect(await send(ada, "GET", "/me"), "which ended the session").toBe(401);
		expect(await send(ada, "POST", "/login")).toBe(204);
		expect(await send(stolen(), "GET", "/me"), "hijacked").toBe(401);
		expect(await send(ada, "POST", "/login")).toBe(204);
		expect(await send(ada, "POST", "/password")).toBe(204);
		isDown = true;
		expect(await send(ada, "GET", "/me"), "the store is down").toBe(503);
		await application.sessions.load(requestOf({ cookie: ada.cookie }, home)).catch((error) => witness.caught(error));

		const said = { ...(await witness.said()), answers: answers.join("\n") };
		for (const [where, evidence] of Object.entries(evidences)) expect(said[where as keyof Said]).toContain(evidence);
		const parts = [...tokens].filter((token) => token !== "").flatMap((token) => token.split(".").slice(1));
		expect(new Set(parts).size).toBeGreaterThan(10);
		for (const part of parts) for (const [where, text] of Object.entries(said)) expect(text, where).not.toContain(part);
	});
}

/** What shows that something was said there at all. */
const evidences = {
	log: "session.refused",
	errors: "StepUpRequiredError",
	rows: "token-reuse",
	spans: "sojourn.store.read",
	figures: 'sojourn_guard_decisions_total{verdict="end"',
	decisions: "browser Firefox instead of Chrome",
} as const satisfies Partial<Said>;

function tokenOf({ cookie }: Browser): string {
	return cookie.slice(cookie.indexOf("=") + 1);
}

/** The store, which quotes in its errors what it was told while it is down. */
function quoting(store: CompleteStore, isDown: () => boolean): CompleteStore {
	return new Proxy(store, {
		get(target, name) {
			const value: unknown = Reflect.get(target, name);
			if (typeof value !== "function") return value;
			return (...parameters: unknown[]): unknown => {
				if (isDown()) return Promise.reject(new Error(`Down, and was told ${JSON.stringify(parameters)}.`));
				return value.apply(target, parameters);
			};
		},
	});
}
