import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { createProvider } from "@sojourn/tokens";
import { decodeJwt, exportJWK, generateKeyPair } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientOf } from "./client.ts";

let server: OpenIdProvider;
beforeAll(async () => {
	server = await startOpenIdProvider();
});
beforeEach(() => server.faults.clear());
afterAll(() => server.stop());

test("gives what the provider granted, its end counted from when it was asked", async () => {
	const now = Date.now() + 5000;
	const { provider } = clientOf(server, { now: () => now });
	const { refresh_token } = await server.signIn("ann");
	const tokens = await provider.refresh({ refreshToken: refresh_token });
	expect(tokens).toEqual({
		accessToken: expect.any(String),
		tokenType: "Bearer",
		expiresAt: now + 300_000,
		refreshToken: expect.any(String),
		idToken: expect.any(String),
		scope: "openid offline_access",
	});
	expect(tokens.refreshToken).not.toBe(refresh_token);
});

test("asks for one resource, and for less", async () => {
	const { provider } = clientOf(server);
	const resource = "https://api.example.org";
	const { refresh_token } = await server.signIn("ann", { resource, scope: "openid read write" });
	const tokens = await provider.refresh({ refreshToken: refresh_token, resource, scope: "read" });
	expect(decodeJwt(tokens.accessToken)).toMatchObject({ aud: resource, scope: "read" });
	expect(tokens.scope).toBe("read");
});

test("a provider that doesn't rotate gives no refresh token", async () => {
	const steady = await startOpenIdProvider({ rotate: false });
	const { provider } = clientOf(steady);
	const { refresh_token } = await steady.signIn("ann");
	steady.faults.next("token", { change: ({ refresh_token: _, ...answer }) => answer });
	expect((await provider.refresh({ refreshToken: refresh_token })).refreshToken).toBeNull();
	expect((await provider.refresh({ refreshToken: refresh_token })).refreshToken).toBe(refresh_token);
	await steady.stop();
});

test("a refresh token that was spent is a reason to sign in", async () => {
	const { provider, timers } = clientOf(server);
	const { refresh_token } = await server.signIn("ann");
	await provider.refresh({ refreshToken: refresh_token });
	await expect(provider.refresh({ refreshToken: refresh_token })).rejects.toMatchObject({
		code: "token-refresh",
		reason: "invalid_grant",
		advice: "sign-in",
		status: 401,
	});
	expect(timers.waits).toEqual([]);
});

describe("an answer that isn't quite right doesn't cost the refresh token that is in it", () => {
	test.each([
		[undefined, null],
		[-1, null],
		["soon", null],
		["", null],
		[[], null],
		[{}, null],
		["60", 60_000],
		[1.9, 1000],
		[0, 0],
		[1e300, 10 * 365 * 86_400_000],
	])("expires_in: %j", async (expires_in, lifetime) => {
		const now = Date.now();
		const { provider } = clientOf(server, { now: () => now });
		const { refresh_token } = await server.signIn("ann");
		server.faults.next("token", { change: (answer) => ({ ...answer, expires_in }) });
		const tokens = await provider.refresh({ refreshToken: refresh_token });
		expect(tokens.expiresAt).toBe(lifetime === null ? null : now + lifetime);
		expect(tokens.refreshToken).toEqual(expect.any(String));
	});

	test.each([
		["of another issuer", (token: string) => mutate(token, { iss: "https://other.example.org" })],
		["that is over", (token: string) => mutate(token, { exp: 1 })],
		["that isn't one", () => "x.y"],
		["of another type", () => 7],
	])("an ID token %s", async (_, change) => {
		const { provider } = clientOf(server);
		const { refresh_token } = await server.signIn("ann");
		server.faults.next("token", { change: (answer) => ({ ...answer, id_token: change(`${answer.id_token}`) }) });
		const tokens = await provider.refresh({ refreshToken: refresh_token });
		expect(tokens.idToken).toBeNull();
		expect(tokens.refreshToken).toEqual(expect.any(String));
	});

	test.each([{ refresh_token: "" }, { refresh_token: null }, { refresh_token: 7 }, { scope: ["openid"] }])(
		"%j",
		async (change) => {
			const { provider } = clientOf(server);
			const { refresh_token } = await server.signIn("ann");
			server.faults.next("token", { change: (answer) => ({ ...answer, ...change }) });
			const tokens = await provider.refresh({ refreshToken: refresh_token });
			expect(tokens).toMatchObject("scope" in change ? { scope: null } : { refreshToken: null });
		},
	);
});

test.each([
	[{ token_type: "mac" }, "unsupported-answer"],
	[{ token_type: "DPoP" }, "unexpected-token-type"],
	[{ token_type: undefined }, "invalid-answer"],
	[{ access_token: "" }, "invalid-answer"],
	[{ access_token: 7 }, "invalid-answer"],
])("an access token that can't be used is none: %j", async (change, reason) => {
	const { provider } = clientOf(server);
	const { refresh_token } = await server.signIn("ann");
	server.faults.next("token", { change: (answer) => ({ ...answer, ...change }) });
	await expect(provider.refresh({ refreshToken: refresh_token })).rejects.toMatchObject({ reason, advice: "alert" });
});

describe("the application proves which one it is", () => {
	const secret = "another-secret-of-the-application";

	test("with its secret in the body", async () => {
		await server.addClient({
			client_id: "post",
			client_secret: secret,
			token_endpoint_auth_method: "client_secret_post",
		});
		const { provider } = clientOf(server, {
			clientId: "post",
			clientSecret: secret,
			clientAuthentication: "client_secret_post",
		});
		await expect(provider.refresh({ refreshToken: "x" })).rejects.toMatchObject({ reason: "invalid_grant" });
	});

	test("with a key", async () => {
		const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
		await server.addClient({
			client_id: "key",
			token_endpoint_auth_method: "private_key_jwt",
			jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: "1" }] },
		});
		const clientKey = { ...(await exportJWK(privateKey)), kid: "1" };
		const { issuer } = server;
		const provider = createProvider({ issuer, clientId: "key", clientKey, development: true });
		await expect(provider.refresh({ refreshToken: "x" })).rejects.toMatchObject({ reason: "invalid_grant" });
	});

	test("by its name alone, when it is public", async () => {
		await server.addClient({ client_id: "public", token_endpoint_auth_method: "none" });
		const provider = createProvider({ issuer: server.issuer, clientId: "public", development: true });
		await expect(provider.refresh({ refreshToken: "x" })).rejects.toMatchObject({ reason: "invalid_grant" });
	});

	test("and if it is wrong, somebody has to look at it", async () => {
		const { provider } = clientOf(server, { clientSecret: "wrong" });
		await expect(provider.refresh({ refreshToken: "x" })).rejects.toMatchObject({
			reason: "invalid_client",
			advice: "alert",
			message: expect.stringContaining("clientSecret"),
		});
	});
});

describe("with a proof key", () => {
	test.each(["ES256", "Ed25519"])("tokens are bound to it: %s", async (algorithm) => {
		const { provider } = clientOf(server);
		const proofKey = await proofKeyOf(algorithm);
		const { refresh_token } = await server.signIn("ann");
		const tokens = await provider.refresh({ refreshToken: refresh_token, proofKey });
		expect(tokens.tokenType).toBe("DPoP");
		expect(await provider.introspect(tokens.accessToken)).toMatchObject({
			active: true,
			cnf: { jkt: expect.any(String) },
		});
	});

	test("the provider's nonce is taken up without waiting, and used from then on", async () => {
		const strict = await startOpenIdProvider({ dpopNonce: true });
		const { provider, timers } = clientOf(strict);
		const proofKey = await proofKeyOf("ES256");
		const { refresh_token } = await strict.signIn("ann");
		const asked = strict.requests("token");
		const first = await provider.refresh({ refreshToken: refresh_token, proofKey });
		expect(strict.requests("token") - asked).toBe(2);
		await provider.refresh({ refreshToken: `${first.refreshToken}`, proofKey: await proofKeyOf("ES256") });
		expect(strict.requests("token") - asked).toBe(3);
		expect(timers.waits).toEqual([]);
		await strict.stop();
	});
});

async function proofKeyOf(algorithm: string) {
	const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
	return exportJWK(privateKey);
}

/** A JWT with other claims, and a signature that doesn't fit. */
function mutate(token: string, claims: object): string {
	const [header, , signature] = token.split(".");
	return [header, btoa(JSON.stringify({ ...decodeJwt(token), ...claims })).replace(/=+$/, ""), signature].join(".");
}
