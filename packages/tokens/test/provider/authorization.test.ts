import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import type { SignInSecrets } from "@sojourn/tokens";
import { errors, exportJWK, generateKeyPair, jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientOf } from "./client.ts";

let server: OpenIdProvider;
beforeAll(async () => {
	server = await startOpenIdProvider();
});
beforeEach(() => server.faults.clear());
afterAll(() => server.stop());

const secrets: SignInSecrets = {
	redirectUri: "http://127.0.0.1/callback",
	state: "a-state",
	nonce: "a-nonce",
	codeVerifier: "a-code-verifier-of-at-least-43-characters-0123456789",
};
type Client = ReturnType<typeof clientOf>["provider"];

/** A browser's way to the provider and back. */
async function goAndReturn(provider: Client, given: SignInSecrets = secrets): Promise<URLSearchParams> {
	const url = await provider.authorizationUrl({ ...given, scope: "openid" });
	return (await server.authorize(url, { user: "ann" })).searchParams;
}

describe("an authorization request", () => {
	test("is pushed where the provider takes that, so that the browser carries nothing", async () => {
		const { provider } = clientOf(server);
		const url = new URL(await provider.authorizationUrl({ ...secrets, scope: "openid" }));
		expect([...url.searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
	});

	test("goes with the browser elsewhere, and keeps what the endpoint's address has", async () => {
		server.faults.always("discovery", {
			change: (answer) => ({
				...answer,
				pushed_authorization_request_endpoint: undefined,
				authorization_endpoint: `${answer.authorization_endpoint}?tenant=7`,
			}),
		});
		const { provider } = clientOf(server);
		const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
		expect(publicKey.type).toBe("public");
		const proofKey = await exportJWK(privateKey);
		const parameters = { prompt: "login", response_type: "token", state: "other" };
		const url = await provider.authorizationUrl({ ...secrets, scope: "openid read", maxAge: 60, proofKey, parameters });
		expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
			tenant: "7",
			client_id: "sojourn",
			response_type: "code",
			redirect_uri: secrets.redirectUri,
			scope: "openid read",
			state: "a-state",
			nonce: "a-nonce",
			code_challenge: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge_method: "S256",
			dpop_jkt: expect.stringMatching(/^[\w-]{43}$/),
			max_age: "60",
			prompt: "login",
		});
	});

	test.each([
		[{ status: 400, body: '{"error":"invalid_request"}' }, "invalid_request", "alert"],
		[{ status: 503 }, "unavailable", "retry"],
		[{ status: 201, body: '{"request_uri":""}' }, "invalid-answer", "alert"],
	])("that can't be pushed fails: %j", async (fault, reason, advice) => {
		const { provider } = clientOf(server);
		server.faults.always("pushed_authorization_request", fault);
		const failed = provider.authorizationUrl({ ...secrets, scope: "openid" });
		await expect(failed).rejects.toMatchObject({ code: "sign-in-failed", reason, advice });
	});

	test.each(["authorization_endpoint", "end_session_endpoint"])(
		"no browser is sent to an insecure %s",
		async (name) => {
			server.faults.always("discovery", { change: (answer) => ({ ...answer, [name]: "http://example.org/" }) });
			const { provider } = clientOf(server);
			const failed = name.startsWith("end")
				? provider.endSessionEndpoint()
				: provider.authorizationUrl({ ...secrets, scope: "openid" });
			await expect(failed).rejects.toMatchObject({ reason: "insecure-endpoint", advice: "alert" });
		},
	);
});

describe("a code", () => {
	test("is worth tokens and the claims of an ID token", async () => {
		const { provider } = clientOf(server);
		const { tokens, claims } = await provider.exchangeCode({ ...secrets, callback: await goAndReturn(provider) });
		expect(tokens).toMatchObject({ tokenType: "Bearer", refreshToken: expect.any(String), scope: "openid" });
		expect(claims).toMatchObject({ iss: server.issuer, aud: "sojourn", sub: "ann", nonce: "a-nonce" });
	});

	test("is still good after failures that pass", async () => {
		const { provider, timers } = clientOf(server);
		const callback = await goAndReturn(provider);
		server.faults.next("token", { status: 503 }, { close: true });
		server.faults.next("jwks", { status: 500 });
		const { claims } = await provider.exchangeCode({ ...secrets, callback });
		expect(claims.sub).toBe("ann");
		expect(timers.waits).toHaveLength(3);
	});

	test.each<[string, (callback: URLSearchParams) => void, object]>([
		["no state", (callback) => callback.delete("state"), { reason: "invalid-callback" }],
		["another state", (callback) => callback.set("state", "other"), { reason: "invalid-callback" }],
		["two states", (callback) => callback.append("state", "a-state"), { reason: "invalid-callback" }],
		["no issuer", (callback) => callback.delete("iss"), { reason: "invalid-callback" }],
		["another issuer", (callback) => callback.set("iss", "https://evil.example"), { reason: "invalid-callback" }],
		["no code", (callback) => callback.delete("code"), { reason: "invalid-callback" }],
		["two codes", (callback) => callback.append("code", "other"), { reason: "invalid-callback" }],
		["another code", (callback) => callback.set("code", "other"), { reason: "invalid_grant", advice: "sign-in" }],
		["an error", (callback) => callback.set("error", "access_denied"), { reason: "access_denied", advice: "sign-in" }],
		["an error that passes", (callback) => callback.set("error", "server_error"), { reason: "server_error" }],
		["an error that is anything", (callback) => callback.set("error", "<script>"), { reason: "invalid-answer" }],
	])("comes with %s", async (_, change, expected) => {
		const { provider } = clientOf(server);
		const callback = await goAndReturn(provider);
		change(callback);
		const failed = provider.exchangeCode({ ...secrets, callback });
		await expect(failed).rejects.toMatchObject({ code: "sign-in-failed", ...expected });
	});

	test("clocks may differ by a minute", async () => {
		const early = Date.now();
		let now = early;
		const { provider } = clientOf(server, { now: () => now });
		const complete = async () => provider.exchangeCode({ ...secrets, callback: await goAndReturn(provider) });
		now = early + 3_600_000 + 50_000;
		expect((await complete()).claims.sub).toBe("ann");
		now = early + 3_600_000 + 90_000;
		await expect(complete()).rejects.toMatchObject({ reason: "invalid-id-token", advice: "alert" });
	});
});

describe("a provider's keys", () => {
	let token: string;
	beforeAll(async () => {
		token = (await server.signIn("ann")).id_token;
	});
	const verify = (provider: Client) => jwtVerify(token, provider.verificationKey, { issuer: server.issuer });

	test("are fetched once, for all who need them", async () => {
		const { provider } = clientOf(server);
		const before = server.requests("jwks");
		const verified = await Promise.all(Array.from({ length: 10 }, () => verify(provider)));
		expect(verified[0]?.payload.sub).toBe("ann");
		expect(server.requests("jwks") - before).toBe(1);
	});

	test("aren't fetched again for names that somebody makes up", async () => {
		const { provider } = clientOf(server);
		await verify(provider);
		const before = server.requests("jwks");
		const unknown = provider.verificationKey({ alg: "RS256", kid: "made-up" }, { payload: "", signature: "" });
		await expect(unknown).rejects.toBeInstanceOf(errors.JWKSNoMatchingKey);
		expect(server.requests("jwks") - before).toBe(0);
	});

	test.each([
		[{ status: 500 }, "unavailable", "retry"],
		[{ body: "{" }, "invalid-keys", "alert"],
		[{ body: "{}" }, "invalid-keys", "alert"],
		[{ bytes: 2_000_000 }, "too-large", "alert"],
		[{ status: 302, headers: { Location: "/" } }, "redirect", "alert"],
		[{ status: 404 }, "invalid-keys", "alert"],
	])("that can't be had are told: %j", async (fault, reason, advice) => {
		const { provider } = clientOf(server);
		server.faults.always("jwks", fault);
		await expect(verify(provider)).rejects.toMatchObject({ code: "token-error", reason, advice });
	});
});
