import { inspect } from "node:util";
import { type OpenIdFault, type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { TokenRefreshError } from "@sojourn/tokens";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf } from "./client.ts";

let server: OpenIdProvider;
beforeAll(async () => {
	server = await startOpenIdProvider();
});
beforeEach(() => server.faults.clear());
afterAll(() => server.stop());

const now = Date.UTC(2026, 0, 1);
const html = { "Content-Type": "text/html" };
const says = (error: string, status = 400): OpenIdFault => ({ status, body: JSON.stringify({ error }) });

/** What a refresh fails with, and in how many attempts. */
async function failing(fault: OpenIdFault) {
	const { provider, timers } = clientOf(server, { now: () => now });
	server.faults.always("token", fault);
	const before = server.requests("token");
	const failed = provider.refresh({ refreshToken: "a-refresh-token" });
	const error = await failed.then(String, (error: TokenRefreshError) => error);
	if (typeof error === "string") throw new Error(`It didn't fail: ${error}`);
	expect(error).toBeInstanceOf(TokenRefreshError);
	return { error, timers, attempts: server.requests("token") - before };
}

describe("what may pass is tried four times, and then later", () => {
	test.each<[string, OpenIdFault, string]>([
		["500", { status: 500 }, "unavailable"],
		["502 with a page", { status: 502, headers: html, body: "<h1>Bad Gateway</h1>" }, "unavailable"],
		["503 that says more", says("temporarily_unavailable", 503), "unavailable"],
		["429", { status: 429 }, "rate-limited"],
		["a connection that is closed", { close: true }, "network"],
		["temporarily_unavailable", says("temporarily_unavailable"), "temporarily_unavailable"],
		["server_error", says("server_error"), "server_error"],
	])("%s", async (_, fault, reason) => {
		const { error, timers, attempts } = await failing(fault);
		expect(error).toMatchObject({ reason, advice: "retry", status: 503 });
		expect(attempts).toBe(4);
		expect(timers.waits).toHaveLength(3);
		for (const [index, wait] of timers.waits.entries()) {
			expect(wait).toBeGreaterThanOrEqual(0);
			expect(wait).toBeLessThanOrEqual(1000 * 2 ** index);
		}
	});

	test("a provider that is down", async () => {
		const { provider, timers } = clientOf(server);
		await server.down();
		const failed = provider.refresh({ refreshToken: "x" });
		await expect(failed).rejects.toMatchObject({ reason: "network", advice: "retry", cause: { code: "ECONNREFUSED" } });
		expect(timers.waits).toHaveLength(3);
		await server.up();
	});

	test("a provider that doesn't answer", async () => {
		const { provider, timers } = clientOf(server, { retries: 1 });
		server.faults.always("token", { hang: true });
		const before = server.requests("token");
		const failed = expect(provider.refresh({ refreshToken: "x" })).rejects.toMatchObject({
			reason: "timeout",
			advice: "retry",
		});
		for (const attempt of [1, 2]) {
			await vi.waitUntil(() => server.requests("token") === before + attempt);
			timers.expire();
		}
		await failed;
	});
});

describe("what won't pass is tried once, and told", () => {
	test.each<[string, OpenIdFault, string]>([
		["malformed JSON", { body: '{"access_token":' }, "malformed-json"],
		["JSON that is no object", { body: '["access_token"]' }, "invalid-answer"],
		["a page", { headers: html, body: "<h1>Welcome</h1>" }, "not-json"],
		["a page of an error", { status: 400, headers: html, body: "<h1>Bad Request</h1>" }, "not-json"],
		["nothing", { body: "" }, "malformed-json"],
		["a huge answer", { bytes: 2_000_000 }, "too-large"],
		["a redirect", { status: 302, headers: { Location: "/elsewhere" } }, "redirect"],
		["a redirect that keeps the body", { status: 308, headers: { Location: "/token" } }, "redirect"],
		["404", { status: 404 }, "unexpected-status"],
		["201", { status: 201, body: "{}" }, "unexpected-status"],
		["204", { status: 204 }, "unexpected-status"],
		["unauthorized_client", says("unauthorized_client"), "unauthorized_client"],
		["invalid_scope", says("invalid_scope"), "invalid_scope"],
		["an error of the provider's own", says("too_many_tokens"), "too_many_tokens"],
		["an error that may quote something", says("4/0AfJohXl-x"), "invalid-answer"],
	])("%s", async (_, fault, reason) => {
		const { error, attempts } = await failing(fault);
		expect(error).toMatchObject({ reason, advice: "alert", status: 502 });
		expect(attempts).toBe(1);
	});

	test.each(["invalid_grant", "interaction_required"])("%s is a reason to sign in", async (reason) => {
		const { error, attempts } = await failing(says(reason));
		expect(error).toMatchObject({ reason, advice: "sign-in", status: 401 });
		expect(attempts).toBe(1);
	});
});

describe("Retry-After", () => {
	test.each([
		["seconds", "7"],
		["a date", new Date(now + 7000).toUTCString()],
	])("as %s: no attempt is made before", async (_, value) => {
		const { error, timers, attempts } = await failing({ status: 429, headers: { "Retry-After": value } });
		expect(attempts).toBe(4);
		expect(timers.waits).toEqual([7000, 7000, 7000]);
		expect(error).toMatchObject({ retryAfter: 7, headers: [["Retry-After", "7"]] });
	});

	test.each([
		["seconds", "31"],
		["a date", new Date(now + 31_000).toUTCString()],
	])("beyond half a minute, as %s: no further attempt is made", async (_, value) => {
		const { error, attempts } = await failing({ status: 503, headers: { "Retry-After": value } });
		expect(attempts).toBe(1);
		expect(error).toMatchObject({ retryAfter: 31, advice: "retry" });
	});
});

test("what passes, passes: the refresh token is spent once", async () => {
	const { provider, timers } = clientOf(server);
	const { refresh_token } = await server.signIn("ann");
	server.faults.next("token", { status: 500 }, { close: true }, { status: 429, headers: { "Retry-After": "1" } });
	const before = { ...server.spends };
	const tokens = await provider.refresh({ refreshToken: refresh_token });
	expect(tokens.refreshToken).toEqual(expect.any(String));
	expect(server.spends).toEqual({ ...before, refreshed: before.refreshed + 1 });
	expect(timers.waits).toHaveLength(3);
});

describe("a signal", () => {
	test("ends the waiting", async () => {
		const controller = new AbortController();
		const timers = { setTimeout: () => setImmediate(() => controller.abort()), clearTimeout: () => {} };
		const { provider } = clientOf(server, { timers });
		server.faults.always("token", { status: 500 });
		const before = server.requests("token");
		const failed = provider.refresh({ refreshToken: "x", signal: controller.signal });
		await expect(failed).rejects.toMatchObject({ reason: "unavailable" });
		expect(server.requests("token") - before).toBe(1);
	});

	test("doesn't throw away what the provider has done", async () => {
		const { provider } = clientOf(server);
		const { refresh_token } = await server.signIn("ann");
		const controller = new AbortController();
		void server.nextSpend().then(() => controller.abort());
		const tokens = await provider.refresh({ refreshToken: refresh_token, signal: controller.signal });
		expect(controller.signal.aborted).toBe(true);
		expect(tokens.refreshToken).toEqual(expect.any(String));
	});
});

describe("no error holds a token, a secret or the answer", () => {
	const refreshToken = "rt_0123456789-the-refresh-token";
	const accessToken = "at_0123456789-the-access-token";
	const answer = {
		access_token: accessToken,
		token_type: "Bearer",
		refresh_token: "rt_successor",
		id_token: "header.payload.signature",
	};
	const echo = { error: refreshToken, error_description: `${refreshToken} isn't good`, error_uri: accessToken };

	test.each<[string, OpenIdFault]>([
		["an error that quotes it", { status: 400, body: JSON.stringify(echo) }],
		["a description that quotes it", { status: 400, body: JSON.stringify({ ...echo, error: "invalid_grant" }) }],
		[
			"a challenge that quotes it",
			{ status: 401, headers: { "WWW-Authenticate": `Basic error="${refreshToken}"` }, body: "{}" },
		],
		["JSON that is cut off", { body: JSON.stringify(answer).slice(0, -1) }],
		["text", { headers: html, body: JSON.stringify(answer).slice(1) }],
		["an odd type", { body: JSON.stringify({ ...answer, token_type: accessToken }) }],
		["no type", { body: JSON.stringify({ ...answer, token_type: undefined }) }],
		["a status that doesn't fit", { status: 201, body: JSON.stringify(answer) }],
		["a redirect", { status: 302, headers: { Location: `/?token=${refreshToken}` } }],
		["500", { status: 500, body: JSON.stringify(answer) }],
		["a connection that is closed", { close: true }],
	])("%s", async (_, fault) => {
		const { provider } = clientOf(server);
		server.faults.always("token", fault);
		const error = await provider.refresh({ refreshToken }).catch((error: unknown) => error);
		expect(error).toBeInstanceOf(TokenRefreshError);
		const everything = inspect(error, { depth: Infinity, showHidden: true }) + JSON.stringify(error);
		for (const secret of [
			refreshToken,
			accessToken,
			"rt_successor",
			"header.payload.signature",
			server.client.client_secret,
		]) {
			expect(everything).not.toContain(secret);
			expect(everything).not.toContain(btoa(secret).slice(4, -4));
		}
		expect(everything).not.toMatch(/\b(?:Response|Headers|URLSearchParams) \{/);
	});
});
