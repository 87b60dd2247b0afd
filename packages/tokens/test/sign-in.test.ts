import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProvider, createSignIn, memoryLedger } from "../src/index.ts";
import { type ForgingProvider, startForgingProvider } from "./forging-provider.ts";
import { createJar } from "./jar.ts";
import { go, redirectUri, secrets, signInAt } from "./signing-in.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startOpenIdProvider();
});
afterAll(() => acme.stop());

describe("a sign-in", () => {
	test("gives who it was, what was granted, and where to go on", async () => {
		const [signIn, jar] = [signInAt(acme, { scope: "openid email" }), createJar()];
		const { begun, url } = await go(acme, signIn, jar, { returnTo: "/account?tab=1" });
		const done = await signIn.complete({ url, cookieHeader: jar.header });
		const user = { iss: acme.issuer, sub: "ann", aud: acme.client.client_id };
		expect(done).toMatchObject({ claims: user, location: "/account?tab=1", methods: [], level: 1, proofKey: null });
		expect(done.tokens).toMatchObject({ tokenType: "Bearer", scope: "openid email" });
		expect(done.headers).toEqual([["Cache-Control", "no-store"]]);
		jar.take(done.cookies);
		expect(jar.header).toBe("");
		expect(begun.headers).toEqual([["Cache-Control", "no-store"]]);
	});

	test("is for an API where one is named", async () => {
		const [signIn, jar] = [signInAt(acme, { scope: "openid read" }), createJar()];
		const { url } = await go(acme, signIn, jar, { resource: "https://api.example.org" });
		const { tokens, resource } = await signIn.complete({ url, cookieHeader: jar.header });
		expect(resource).toBe("https://api.example.org");
		expect(decodeJwt(tokens.accessToken).aud).toBe(resource);
	});

	test("goes on in several tabs at once, in any order", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const first = await go(acme, signIn, jar, { returnTo: "/first" });
		const second = await go(acme, signIn, jar, { returnTo: "/second" });
		for (const [{ url }, location] of [
			[second, "/second"],
			[first, "/first"],
		] as const) {
			const done = await signIn.complete({ url, cookieHeader: jar.header });
			expect(done.location).toBe(location);
			jar.take(done.cookies);
		}
	});

	test("begins with a pushed request where the provider wants that", async () => {
		const strict = await startOpenIdProvider({ par: true });
		try {
			const [signIn, jar] = [signInAt(strict), createJar()];
			const { begun, url } = await go(strict, signIn, jar);
			expect([...new URL(begun.location).searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
			expect(strict.requests("pushed_authorization_request")).toBe(1);
			expect((await signIn.complete({ url, cookieHeader: jar.header })).claims.sub).toBe("ann");
		} finally {
			await strict.stop();
		}
	});

	test("binds the tokens to a key where that is asked for, with the provider's nonce", async () => {
		const strict = await startOpenIdProvider({ dpopNonce: true, clients: [{ dpop_bound_access_tokens: true }] });
		try {
			const [signIn, jar] = [signInAt(strict, { dpop: true }), createJar()];
			const { url } = await go(strict, signIn, jar);
			const { tokens, proofKey } = await signIn.complete({ url, cookieHeader: jar.header });
			expect(tokens.tokenType).toBe("DPoP");
			expect(proofKey).toMatchObject({ kty: "EC", crv: "P-256", d: expect.any(String) });
			expect(jar.header).not.toContain(proofKey?.d);
		} finally {
			await strict.stop();
		}
	});

	test("can demand that the user proves it again", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		await go(acme, signIn, jar, {}, "eve");
		const { url } = await go(acme, signIn, jar, { maxAge: 0, prompt: "login" }, "eve");
		const { claims } = await signIn.complete({ url, cookieHeader: jar.header });
		expect(claims.auth_time).toBeGreaterThan(Date.now() / 1000 - 60);
	});
});

describe("an authorization request, of a provider to which none can be pushed,", () => {
	let plain: ForgingProvider;
	beforeAll(async () => {
		plain = await startForgingProvider();
	});
	afterAll(() => plain.stop());
	const signIn = () => signInAt({ ...plain, client: { ...acme.client, client_id: plain.clientId } });

	test("has PKCE, state and nonce, and none of the secrets", async () => {
		const { location, cookies } = await signIn().begin();
		const query = Object.fromEntries(new URL(location).searchParams);
		expect(query).toEqual({
			client_id: plain.clientId,
			redirect_uri: redirectUri,
			response_type: "code",
			scope: "openid",
			state: expect.stringMatching(/^[\w-]{52}$/),
			nonce: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge: expect.stringMatching(/^[\w-]{43}$/),
			code_challenge_method: "S256",
		});
		expect(cookies).toHaveLength(1);
		const readable = Buffer.from(cookies[0]?.value ?? "", "base64url").toString("latin1");
		for (const secret of ["codeVerifier", query.state, query.nonce]) expect(readable).not.toContain(secret);
	});

	test("has what it was asked for, and nothing replaces what the protocol needs", async () => {
		const { location } = await signIn().begin({
			prompt: "consent",
			loginHint: "ann@example.org",
			maxAge: "5m",
			acrValues: ["a", "b"],
			resource: "https://api.example.org",
			parameters: { access_type: "offline", state: "mine", redirect_uri: "https://evil.example", nonce: "mine" },
		});
		const query = new URL(location).searchParams;
		expect(Object.fromEntries(query)).toMatchObject({
			prompt: "consent",
			login_hint: "ann@example.org",
			max_age: "300",
			acr_values: "a b",
			resource: "https://api.example.org",
			access_type: "offline",
			redirect_uri: redirectUri,
		});
		expect([query.get("state"), query.get("nonce")]).not.toContain("mine");
	});
});

test("options that won't do are refused all at once", () => {
	const provider = createProvider({ issuer: acme.issuer, clientId: "sojourn", development: true });
	const options = { provider, secrets, ledger: memoryLedger() };
	expect(() => createSignIn({ ...options, redirectUri: "http://shop.example/callback#a", scope: "email" })).toThrow(
		/redirectUri is no https address[\s\S]*redirectUri has a fragment[\s\S]*scope lacks "openid"/,
	);
	expect(() => createSignIn({ ...options, redirectUri: "nowhere" })).toThrow("redirectUri is no https address");
	expect(() => createSignIn({ ...options, redirectUri: "https://shop.example/", secrets: "short" })).toThrow(
		"secrets[0]",
	);
});
