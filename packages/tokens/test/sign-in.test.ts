import { inspect } from "node:util";
import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import fc from "fast-check";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
	type BeginOptions,
	createProvider,
	createSignIn,
	memoryLedger,
	type ProviderOptions,
	type SignedIn,
	SignInError,
	type SignInOptions,
} from "../src/index.ts";
import { type ForgingProvider, startForgingProvider } from "./forging-provider.ts";
import { createJar, type Jar } from "./jar.ts";

const redirectUri = "http://127.0.0.1/callback";
const secrets = "a-secret-of-the-application-for-tests-0123456789";

let acme: OpenIdProvider;
let now: number;
beforeAll(async () => {
	acme = await startOpenIdProvider();
});
beforeEach(() => {
	now = Date.now();
	acme.faults.clear();
});
afterAll(() => acme.stop());

function signInAt(
	at: Pick<OpenIdProvider, "issuer" | "client">,
	options: Partial<SignInOptions & ProviderOptions> = {},
) {
	const { issuer, client } = at;
	const known = { issuer, clientId: client.client_id, clientSecret: client.client_secret, retries: 0 };
	const clock = { development: true, now: () => now };
	const provider = createProvider({ ...known, ...clock, ...options });
	return createSignIn({ redirectUri, secrets, ledger: memoryLedger(clock), ...clock, provider, ...options });
}

/** One browser's way to the provider and back; what is left is to complete it. */
async function go(signIn: ReturnType<typeof signInAt>, jar: Jar, options: BeginOptions = {}, user = "ann", at = acme) {
	const begun = await signIn.begin({ cookieHeader: jar.header, ...options });
	jar.take(begun.cookies);
	const back = await at.authorize(begun.location, { user });
	return { begun, url: back.href };
}

async function failure(completing: Promise<SignedIn>): Promise<SignInError> {
	const error = await completing.then(
		() => null,
		(error: unknown) => error,
	);
	if (!(error instanceof SignInError)) throw error ?? new Error("It was completed.");
	return error;
}

describe("a sign-in", () => {
	test("gives who it was, what was granted, and where to go on", async () => {
		const [signIn, jar] = [signInAt(acme, { scope: "openid email" }), createJar()];
		const { begun, url } = await go(signIn, jar, { returnTo: "/account?tab=1" });
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
		const { url } = await go(signIn, jar, { resource: "https://api.example.org" });
		const { tokens, resource } = await signIn.complete({ url, cookieHeader: jar.header });
		expect(resource).toBe("https://api.example.org");
		expect(decodeJwt(tokens.accessToken).aud).toBe(resource);
	});

	test("goes on in several tabs at once, in any order", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const first = await go(signIn, jar, { returnTo: "/first" });
		const second = await go(signIn, jar, { returnTo: "/second" });
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
			const { begun, url } = await go(signIn, jar, {}, "ann", strict);
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
			const { url } = await go(signIn, jar, {}, "ann", strict);
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
		await go(signIn, jar, {}, "eve");
		const { url } = await go(signIn, jar, { maxAge: 0, prompt: "login" }, "eve");
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

describe("a callback is refused", () => {
	test("the second time, however soon it comes", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(signIn, jar);
		const before = acme.requests("token");
		const outcomes = await Promise.allSettled(
			Array.from({ length: 5 }, () => signIn.complete({ url, cookieHeader: jar.header })),
		);
		const reasons = outcomes.map((outcome) => (outcome.status === "fulfilled" ? "done" : outcome.reason.reason));
		expect(reasons.sort()).toEqual(["done", "replayed", "replayed", "replayed", "replayed"]);
		expect(acme.requests("token")).toBe(before + 1);
	});

	test("in a browser that began nothing: nobody can be signed in as somebody else (login CSRF)", async () => {
		const [signIn, attacker, victim] = [signInAt(acme), createJar(), createJar()];
		const { url } = await go(signIn, attacker, {}, "mallory");
		const before = acme.requests("token");
		const error = await failure(signIn.complete({ url, cookieHeader: undefined }));
		expect(error).toMatchObject({ code: "sign-in-failed", reason: "not-begun", advice: "sign-in", status: 401 });
		// Nor with a sign-in of the victim's own under way.
		await go(signIn, victim);
		expect((await failure(signIn.complete({ url, cookieHeader: victim.header }))).reason).toBe("not-begun");
		expect(acme.requests("token")).toBe(before);
	});

	test("after ten minutes", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(signIn, jar);
		now += 605_000;
		expect((await failure(signIn.complete({ url, cookieHeader: jar.header }))).reason).toBe("not-begun");
	});

	test.each([
		["another iss (RFC 9207)", (query: URLSearchParams) => query.set("iss", "https://evil.example")],
		["no iss, where the provider always sends one", (query: URLSearchParams) => query.delete("iss")],
		["two codes", (query: URLSearchParams) => query.append("code", "another")],
		["no code", (query: URLSearchParams) => query.delete("code")],
		["another state", (query: URLSearchParams) => query.set("state", `${query.get("state")?.slice(0, -1)}-`)],
		["two states", (query: URLSearchParams) => query.append("state", "another")],
		["no state", (query: URLSearchParams) => query.delete("state")],
		["a token, as in the implicit flow", (query: URLSearchParams) => query.append("id_token", "a.b.c")],
	])("with %s: no code is spent", async (_, change) => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(signIn, jar);
		const changed = new URL(url);
		change(changed.searchParams);
		const before = acme.requests("token");
		await failure(signIn.complete({ url: changed.href, cookieHeader: jar.header }));
		expect(acme.requests("token")).toBe(before);
	});

	test("with the code of another sign-in, whose PKCE challenge was another", async () => {
		const [signIn, jar, attacker] = [signInAt(acme), createJar(), createJar()];
		const stolen = await go(signIn, attacker, {}, "mallory");
		const { url } = await go(signIn, jar);
		const injected = new URL(url);
		injected.searchParams.set("code", new URL(stolen.url).searchParams.get("code") ?? "");
		const error = await failure(signIn.complete({ url: injected.href, cookieHeader: jar.header }));
		expect(error).toMatchObject({ reason: "invalid_grant", advice: "sign-in" });
	});

	test("at another provider than the sign-in was begun at, whatever it says", async () => {
		const other = await startOpenIdProvider();
		try {
			const [signIn, elsewhere, jar] = [signInAt(acme), signInAt(other), createJar()];
			const { url } = await go(signIn, jar);
			const mixedUp = new URL(url);
			mixedUp.searchParams.set("iss", other.issuer);
			const error = await failure(elsewhere.complete({ url: mixedUp.href, cookieHeader: jar.header }));
			expect(error.reason).toBe("not-begun");
			expect(other.requests("token")).toBe(0);
		} finally {
			await other.stop();
		}
	});
});

describe("the provider refuses", () => {
	test("a silent sign-in of somebody it doesn't know: the error says where to go on", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(signIn, jar, { prompt: "none", returnTo: "/account" }, "nobody yet");
		const error = await failure(signIn.complete({ url, cookieHeader: jar.header }));
		expect(error).toMatchObject({ reason: "login_required", advice: "sign-in", returnTo: "/account" });
		jar.take(error.cookies);
		expect(jar.header).toBe("");
	});

	test.each([
		["access_denied", "sign-in", 401],
		["temporarily_unavailable", "retry", 503],
		["invalid_scope", "alert", 502],
	])("with %s", async (reason, advice, status) => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(signIn, jar);
		const refused = new URL(url);
		refused.searchParams.delete("code");
		refused.searchParams.set("error", reason);
		refused.searchParams.set("error_description", "<script>alert(1)</script>");
		const error = await failure(signIn.complete({ url: refused.href, cookieHeader: jar.header }));
		expect(error).toMatchObject({ reason, advice, status });
		expect(error.message).not.toContain("script");
	});

	test("nothing, as it is down: the user can begin again, and the error has no secrets", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(signIn, jar, { returnTo: "/account" });
		acme.faults.always("token", { status: 500 });
		const error = await failure(signIn.complete({ url, cookieHeader: jar.header }));
		expect(error).toMatchObject({ advice: "retry", returnTo: "/account" });
		const code = new URL(url).searchParams.get("code") ?? "none";
		expect(inspect(error, { depth: 10 })).not.toContain(code);
		acme.faults.clear();
		const again = await go(signIn, jar);
		expect((await signIn.complete({ url: again.url, cookieHeader: jar.header })).claims.sub).toBe("ann");
	});
});

test("whatever comes in, it is refused as a sign-in that failed", async () => {
	const [signIn, jar] = [signInAt(acme), createJar()];
	const { begun } = await go(signIn, jar);
	const state = new URL(begun.location).searchParams.get("state") ?? "";
	const value = fc.oneof(fc.string(), fc.constantFrom(state, acme.issuer, "login_required", ""));
	const name = fc.oneof(fc.string(), fc.constantFrom("state", "iss", "error", "id_token", "response"));
	const query = fc.array(fc.tuple(name, value)).map((pairs) => `/callback?${new URLSearchParams(pairs)}`);
	const cookie = fc.oneof(fc.string(), fc.constant(jar.header), fc.constant(undefined));
	await fc.assert(
		fc.asyncProperty(
			fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true }), query),
			cookie,
			async (url, cookieHeader) => {
				await failure(signIn.complete({ url, cookieHeader }));
			},
		),
		{ numRuns: 300 },
	);
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
