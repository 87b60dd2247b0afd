/** A provider that fails while tokens are due, and when they are over. What it is asked, how often, is its client's test. */

import { inspect } from "node:util";
import type { OpenIdFault, OpenIdProvider } from "@sojourn/service-harness";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { createProvider, type TokenProvider } from "../../src/index.ts";
import { createSetting, startAcme, untilDue, untilOver } from "./setting.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startAcme();
});
afterEach(() => acme.faults.clear());
afterAll(() => acme.stop());

const attempts = 3;

/** Servers whose provider's clients wait for nothing: neither between attempts, nor long for an answer. */
function createHasty(server = acme) {
	const setting = createSetting(server);
	const { client_id: clientId, client_secret: clientSecret } = server.client;
	const hasty = createProvider({
		...{ issuer: server.issuer, clientId, clientSecret, development: true, now: () => setting.clock.now },
		...{ timeout: 200, retries: attempts - 1 },
		timers: { ...globalThis, setTimeout: (run, time) => setTimeout(run, Math.min(time, 200)) },
	});
	const around = (): TokenProvider => hasty;
	return { ...setting, server: () => setting.server({ around }) };
}

type Advice = "retry" | "alert";

const faults: readonly [string, OpenIdFault, string, Advice][] = [
	["slow", { hang: true }, "timeout", "retry"],
	["closing connections", { close: true }, "network", "retry"],
	["answering 500", { status: 500 }, "unavailable", "retry"],
	["answering 429", { status: 429 }, "rate-limited", "retry"],
	["answering malformed JSON", { body: '{"access_token":' }, "malformed-json", "alert"],
	["answering with a page", { headers: { "Content-Type": "text/html" }, body: "<h1>Hi</h1>" }, "not-json", "alert"],
	["answering with too much", { bytes: 5_000_000 }, "too-large", "alert"],
	["redirecting", { status: 307, headers: { Location: "/elsewhere" } }, "redirect", "alert"],
];

describe.each(faults)("a provider that is %s", (_, fault, reason, advice) => {
	test("while the token still works: it is served, the failure is reported, and the provider is left alone", async () => {
		const { clock, server, told } = createHasty();
		const { tokens, read, signIn } = server();
		const { id, granted } = await signIn();
		clock.now += untilDue;
		acme.faults.always("token", fault);
		const before = acme.requests("token");
		for (let request = 0; request < 3; request++) {
			const { accessToken } = await tokens.getAccessToken(await read(id));
			expect(accessToken).toBe(granted.access_token);
			await vi.waitUntil(() => told().length > 1, { timeout: 10_000 });
		}
		const failure = { type: "token.refresh-failed", provider: "acme", reason: "proactive", error: reason };
		expect(told().slice(1)).toEqual([failure]);
		expect(acme.requests("token") - before).toBe(advice === "retry" ? attempts : 1);
	});

	test("when it is over: the error says what to do, and nobody is logged out", async () => {
		const { clock, server } = createHasty();
		const { tokens, read, signIn } = server();
		const { id, granted } = await signIn();
		clock.now += untilOver;
		acme.faults.always("token", fault);
		const error = { code: "token-refresh", reason, advice, status: advice === "retry" ? 503 : 502 };
		const before = acme.requests("token");
		const all = await Promise.allSettled([1, 2, 3].map(async () => tokens.getAccessToken(await read(id))));
		for (const one of all) expect(one).toMatchObject({ status: "rejected", reason: error });
		await expect(tokens.getAccessToken(await read(id))).rejects.toMatchObject(error);
		expect(acme.requests("token") - before).toBe(advice === "retry" ? attempts : 1);

		acme.faults.clear();
		clock.now += 1_000;
		const { accessToken } = await tokens.getAccessToken(await read(id));
		expect(accessToken).not.toBe(granted.access_token);
		const [{ history = [] } = {}] = await tokens.describe(await read(id));
		expect(history.map(({ reason, outcome, version }) => [reason, outcome, version])).toEqual([
			["expired", reason, 1],
			["expired", "refreshed", 2],
		]);
	});
});

test("a provider that is down: what it serves lives on, and the first request after that is served", async () => {
	const own = await startAcme();
	const { clock, server, told } = createHasty(own);
	const { tokens, read, signIn } = server();
	const { id, granted } = await signIn();
	await own.down();
	clock.now += untilDue;
	expect((await tokens.getAccessToken(await read(id))).accessToken).toBe(granted.access_token);
	await vi.waitUntil(() => told().length > 1, { timeout: 10_000 });
	clock.now += untilOver;
	await expect(tokens.getAccessToken(await read(id))).rejects.toMatchObject({ reason: "network", advice: "retry" });
	await own.up();
	clock.now += 2_000;
	expect((await tokens.getAccessToken(await read(id))).accessToken).not.toBe(granted.access_token);
	await own.stop();
});

test("T5: it is asked again when it said so, and told of the client", async () => {
	const { clock, server } = createHasty();
	const { tokens, read, signIn } = server();
	const { id } = await signIn();
	clock.now += untilOver;
	acme.faults.always("token", { status: 429, headers: { "Retry-After": "120" } });
	const before = acme.requests("token");
	const refused = { reason: "rate-limited", headers: [["Retry-After", "120"]] };
	await expect(tokens.getAccessToken(await read(id))).rejects.toMatchObject(refused);
	clock.now += 119_000;
	await expect(tokens.getAccessToken(await read(id))).rejects.toMatchObject(refused);
	expect(acme.requests("token") - before).toBe(1);
	acme.faults.clear();
	clock.now += 1_000;
	await tokens.getAccessToken(await read(id));
});

test("a provider object that throws whatever it likes gives nothing of it away", async () => {
	const { clock, server } = createSetting(acme);
	const around = (provider: TokenProvider): TokenProvider => ({
		...provider,
		refresh: ({ refreshToken }) => Promise.reject(new Error(`couldn't spend ${refreshToken}`)),
	});
	const { tokens, read, signIn } = server({ around });
	const { id, granted } = await signIn();
	clock.now += untilOver;
	const error = await tokens.getAccessToken(await read(id)).catch((error: Error) => error);
	expect(error).toMatchObject({ reason: "provider-failed", advice: "alert" });
	expect(inspect(error, { depth: Infinity })).not.toContain(granted.refresh_token);
});
