import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { createProvider } from "@sojourn/tokens";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf } from "./client.ts";

let server: OpenIdProvider;
let now = Date.now();
beforeAll(async () => {
	server = await startOpenIdProvider();
});
beforeEach(() => server.faults.clear());
afterAll(() => server.stop());

const hour = 60 * 60_000;
const setUp = () => {
	const before = server.requests("discovery");
	return { ...clientOf(server, { now: () => now }), asked: () => server.requests("discovery") - before };
};

test("is asked when it is needed, once for all who need it", async () => {
	const { provider, asked } = setUp();
	expect(asked()).toBe(0);
	await Promise.all(Array.from({ length: 20 }, () => provider.endSessionEndpoint()));
	await provider.endSessionEndpoint();
	expect(asked()).toBe(1);
});

test("is asked again after an hour, beside the calls; what is known serves until then, and when it fails", async () => {
	const { provider, asked } = setUp();
	const known = await provider.endSessionEndpoint();
	now += hour - 1;
	await provider.endSessionEndpoint();
	expect(asked()).toBe(1);

	now += 1;
	server.faults.always("discovery", { status: 500 });
	expect(await provider.endSessionEndpoint()).toBe(known);
	await vi.waitUntil(() => asked() === 2);
	await vi.waitUntil(async () => (await provider.endSessionEndpoint()) === known && asked() === 2);

	now += 60_000;
	server.faults.always("discovery", { change: (answer) => ({ ...answer, end_session_endpoint: undefined }) });
	await vi.waitUntil(async () => (await provider.endSessionEndpoint()) === null);
	expect(asked()).toBe(3);
});

test("is asked again at once after a failure, in the same attempts as the call", async () => {
	const { provider, asked, timers } = setUp();
	server.faults.next("discovery", { status: 500 }, { close: true });
	expect(await provider.endSessionEndpoint()).toMatch(/^http/);
	expect(asked()).toBe(3);
	expect(timers.waits).toHaveLength(2);
});

test.each([
	["slash", (issuer: string) => `${issuer}/`],
	["case", (issuer: string) => issuer.replace("http", "HTTP")],
	["host", () => "https://other.example.org"],
])("its issuer must be the one that was named, character by character: %s", async (_, change) => {
	const { provider } = setUp();
	server.faults.always("discovery", { change: (answer) => ({ ...answer, issuer: change(`${answer.issuer}`) }) });
	await expect(provider.endSessionEndpoint()).rejects.toMatchObject({ reason: "issuer-mismatch", advice: "alert" });
});

test.each([
	["malformed-json", { body: "{" }],
	["not-json", { headers: { "Content-Type": "text/html" }, body: "<h1>" }],
	["too-large", { bytes: 2_000_000 }],
	["redirect", { status: 301, headers: { Location: "/" } }],
	["unexpected-status", { status: 404 }],
	["invalid-answer", { body: "{}" }],
	["invalid-answer", { body: "[]" }],
])("%s", async (reason, fault) => {
	const { provider } = setUp();
	server.faults.always("discovery", fault);
	await expect(provider.endSessionEndpoint()).rejects.toMatchObject({ reason, advice: "alert" });
});

test.each(["http://example.org/token", "ftp://127.0.0.1/token", "javascript:alert(1)", "token", 7, undefined])(
	"a token endpoint %j isn't used",
	async (token_endpoint) => {
		const { provider } = setUp();
		server.faults.always("discovery", { change: (answer) => ({ ...answer, token_endpoint }) });
		const failed = provider.refresh({ refreshToken: "x" });
		await expect(failed).rejects.toMatchObject({ reason: expect.stringMatching(/^(?:insecure|no)-endpoint$/) });
	},
);

test("metadata that is given takes its place", async () => {
	const { asked } = setUp();
	const { issuer, client } = server;
	const metadata = { token_endpoint: `${issuer}/token` };
	const provider = createProvider({
		...{ issuer, metadata, clientId: client.client_id, clientSecret: client.client_secret },
		development: true,
	});
	const { refresh_token } = await server.signIn("ann");
	const tokens = await provider.refresh({ refreshToken: refresh_token });
	expect(tokens.refreshToken).toEqual(expect.any(String));
	await provider.revoke(`${tokens.refreshToken}`, "refresh_token");
	expect(await provider.endSessionEndpoint()).toBeNull();
	await expect(provider.introspect("x")).rejects.toMatchObject({ reason: "no-endpoint", code: "token-error" });
	expect(asked()).toBe(0);
	expect((await provider.refresh({ refreshToken: `${tokens.refreshToken}` })).tokenType).toBe("Bearer");
});

describe("options that can't be used", () => {
	const good = { issuer: "https://accounts.example.org", clientId: "app" };

	test("are told all at once", () => {
		const bad = {
			issuer: "http://accounts.example.org",
			clientId: "",
			clientSecret: "",
			clientKey: { kty: "EC", crv: "P-256" },
			metadata: { token_endpoint: "http://accounts.example.org/token" },
			retries: 11,
			timeout: 99,
		};
		const make = () => createProvider(bad);
		const names = ["issuer", "clientId", "clientSecret", "clientKey", "metadata.token_endpoint", "retries", "timeout"];
		for (const name of names) expect(make).toThrow(new RegExp(`- ${name.replace(".", "\\.")} `));
	});

	test.each([
		{ issuer: "http://localhost:3000" },
		{ issuer: "accounts.example.org" },
		{ issuer: "https://accounts.example.org?x" },
		{ issuer: "https://accounts.example.org#x" },
		{ issuer: "http://accounts.example.org", development: true },
		{ issuer: "http://localhost.example.org", development: true },
		{ issuer: "http://127.0.0.1.example.org", development: true },
		{ clientAuthentication: "client_secret_post" as const },
		{ timeout: "soon" as "1s" },
		{ retries: 1.5 },
		{ retries: -1 },
	])("%j", (options) => {
		expect(() => createProvider({ ...good, ...options })).toThrow(/^These options can't be used:\n- [a-z]/i);
	});

	test.each([
		{},
		{ issuer: "https://accounts.example.org/" },
		{ issuer: "http://localhost:3000", development: true },
		{ issuer: "http://[::1]:3000", development: true },
		{ issuer: "http://app.localhost", development: true },
	])("can be used: %j", (options) => {
		expect(createProvider({ ...good, ...options }).clientId).toBe("app");
	});
});
