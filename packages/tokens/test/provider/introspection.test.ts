import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { RevocationError } from "@sojourn/tokens";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createConnection } from "../../src/provider/connection.ts";
import { createIntrospector } from "../../src/provider/introspection.ts";
import { resolveProviderOptions } from "../../src/provider/provider-options.ts";
import { clientOf } from "./client.ts";

let server: OpenIdProvider;
let now: number;
beforeAll(async () => {
	server = await startOpenIdProvider({ ttl: { accessToken: 40 } });
});
beforeEach(() => {
	server.faults.clear();
	now = Date.now();
});
afterAll(() => server.stop());

async function setUp() {
	const tokens = await server.signIn("ann");
	const before = server.requests("introspection");
	const { provider } = clientOf(server, { now: () => now });
	return { provider, tokens, asked: () => server.requests("introspection") - before };
}

describe("what a provider says of a token", () => {
	test("is what it is good for", async () => {
		const { provider, tokens } = await setUp();
		const answer = await provider.introspect(tokens.access_token);
		expect(answer).toMatchObject({ active: true, sub: "ann", client_id: "sojourn", scope: "openid offline_access" });
	});

	test("is remembered until the token ends", async () => {
		const { provider, tokens, asked } = await setUp();
		await provider.introspect(tokens.access_token);
		now += 35_000;
		await provider.introspect(tokens.access_token);
		expect(asked()).toBe(1);
		now += 6000;
		await provider.introspect(tokens.access_token);
		expect(asked()).toBe(2);
	});

	test("is remembered for a minute at most", async () => {
		const { provider, tokens, asked } = await setUp();
		server.faults.always("introspection", { change: ({ exp: _, ...answer }) => answer });
		await provider.introspect(tokens.access_token);
		now += 59_999;
		await provider.introspect(tokens.access_token);
		expect(asked()).toBe(1);
		now += 1;
		await provider.introspect(tokens.access_token);
		expect(asked()).toBe(2);
	});

	test("isn't remembered when the token isn't active", async () => {
		const { provider, asked } = await setUp();
		expect(await provider.introspect("unknown")).toEqual({ active: false });
		expect(await provider.introspect("unknown")).toEqual({ active: false });
		expect(asked()).toBe(2);
	});

	test("is asked once by all who want to know at the same time, and each may change what it gets", async () => {
		const { provider, tokens, asked } = await setUp();
		const answers = await Promise.all(Array.from({ length: 20 }, () => provider.introspect(tokens.access_token)));
		answers.push(await provider.introspect(tokens.access_token));
		expect(asked()).toBe(1);
		expect(new Set(answers).size).toBe(answers.length);
		for (const answer of answers) expect(answer).toEqual(answers[0]);
	});

	test("isn't remembered of more tokens than there is room for", async () => {
		const { issuer, client } = server;
		const settings = resolveProviderOptions({ issuer, clientId: client.client_id, development: true });
		const { introspect } = createIntrospector(createConnection(settings), 2);
		server.faults.always("introspection", { body: '{"active":true}' });
		const before = server.requests("introspection");
		for (const token of ["a", "b", "c", "c", "b", "a"]) await introspect(token);
		expect(server.requests("introspection") - before).toBe(4);
	});

	test.each([
		[{ status: 500 }, "unavailable", "retry"],
		[{ body: "{" }, "malformed-json", "alert"],
		[{ body: '{"active":"true"}' }, "invalid-answer", "alert"],
		[{ status: 401, body: '{"error":"invalid_client"}' }, "invalid_client", "alert"],
	])("isn't guessed: %j", async (fault, reason, advice) => {
		const { provider, tokens } = await setUp();
		server.faults.always("introspection", fault);
		await expect(provider.introspect(tokens.access_token)).rejects.toMatchObject({
			code: "token-error",
			reason,
			advice,
		});
		server.faults.clear();
		expect((await provider.introspect(tokens.access_token)).active).toBe(true);
	});
});

describe("revocation at a provider", () => {
	test("ends a grant, and what was known of its tokens", async () => {
		const { provider, tokens } = await setUp();
		await provider.introspect(tokens.refresh_token);
		await provider.revoke(tokens.refresh_token, "refresh_token");
		expect(await provider.introspect(tokens.refresh_token)).toEqual({ active: false });
		const refused = provider.refresh({ refreshToken: tokens.refresh_token });
		await expect(refused).rejects.toMatchObject({ reason: "invalid_grant" });
	});

	test("isn't undone by an answer that was under way", async () => {
		const { provider, tokens, asked } = await setUp();
		server.faults.next("introspection", { afterwards: true, delay: 50 });
		const answer = provider.introspect(tokens.access_token);
		await vi.waitUntil(() => asked() === 1);
		await provider.revoke(tokens.access_token, "access_token");
		await answer;
		expect(await provider.introspect(tokens.access_token)).toEqual({ active: false });
	});

	test("of what isn't there succeeds", async () => {
		const { provider } = await setUp();
		await provider.revoke("unknown", "refresh_token");
	});

	test.each([
		["of a kind that the provider doesn't revoke", "unsupported_token_type"],
		["that the provider doesn't know any more", "invalid_token"],
	])("of a token %s does nothing", async (_, error) => {
		const { provider } = await setUp();
		server.faults.next("revocation", { status: 400, body: JSON.stringify({ error }) });
		await provider.revoke("token", "access_token");
	});

	test.each([
		[{ status: 503 }, "unavailable", "retry"],
		[{ status: 302, headers: { Location: "/" } }, "redirect", "alert"],
		[{ status: 401, body: '{"error":"invalid_client"}' }, "invalid_client", "alert"],
	])("that fails is told: %j", async (fault, reason, advice) => {
		const { provider } = await setUp();
		server.faults.always("revocation", fault);
		const failed = provider.revoke("token", "refresh_token");
		await expect(failed).rejects.toMatchObject({ code: "token-revocation", reason, advice });
		await expect(failed).rejects.toBeInstanceOf(RevocationError);
	});
});
