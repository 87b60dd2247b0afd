import { inspect } from "node:util";
import { type OpenIdProvider, startOpenIdProvider } from "@sojourn/service-harness";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createJar } from "./jar.ts";
import { failure, go, signInAt } from "./signing-in.ts";

let acme: OpenIdProvider;
beforeAll(async () => {
	acme = await startOpenIdProvider();
});
beforeEach(() => acme.faults.clear());
afterAll(() => acme.stop());

describe("a callback is refused", () => {
	test("the second time, however soon it comes", async () => {
		const [signIn, jar] = [signInAt(acme), createJar()];
		const { url } = await go(acme, signIn, jar);
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
		const { url } = await go(acme, signIn, attacker, {}, "mallory");
		const before = acme.requests("token");
		const error = await failure(signIn.complete({ url, cookieHeader: undefined }));
		expect(error).toMatchObject({ code: "sign-in-failed", reason: "not-begun", advice: "sign-in", status: 401 });
		// Nor with a sign-in of the victim's own under way.
		await go(acme, signIn, victim);
		expect((await failure(signIn.complete({ url, cookieHeader: victim.header }))).reason).toBe("not-begun");
		expect(acme.requests("token")).toBe(before);
	});

	test("after ten minutes", async () => {
		let now = Date.now();
		const [signIn, jar] = [signInAt(acme, { now: () => now }), createJar()];
		const { url } = await go(acme, signIn, jar);
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
		const { url } = await go(acme, signIn, jar);
		const changed = new URL(url);
		change(changed.searchParams);
		const before = acme.requests("token");
		await failure(signIn.complete({ url: changed.href, cookieHeader: jar.header }));
		expect(acme.requests("token")).toBe(before);
	});

	test("with the code of another sign-in, whose PKCE challenge was another", async () => {
		const [signIn, jar, attacker] = [signInAt(acme), createJar(), createJar()];
		const stolen = await go(acme, signIn, attacker, {}, "mallory");
		const { url } = await go(acme, signIn, jar);
		const injected = new URL(url);
		injected.searchParams.set("code", new URL(stolen.url).searchParams.get("code") ?? "");
		const error = await failure(signIn.complete({ url: injected.href, cookieHeader: jar.header }));
		expect(error).toMatchObject({ reason: "invalid_grant", advice: "sign-in" });
	});

	test("at another provider than the sign-in was begun at, whatever it says", async () => {
		const other = await startOpenIdProvider();
		try {
			const [signIn, elsewhere, jar] = [signInAt(acme), signInAt(other), createJar()];
			const { url } = await go(acme, signIn, jar);
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
		const { url } = await go(acme, signIn, jar, { prompt: "none", returnTo: "/account" }, "nobody yet");
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
		const { url } = await go(acme, signIn, jar);
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
		const { url } = await go(acme, signIn, jar, { returnTo: "/account" });
		acme.faults.always("token", { status: 500 });
		const error = await failure(signIn.complete({ url, cookieHeader: jar.header }));
		expect(error).toMatchObject({ advice: "retry", returnTo: "/account" });
		const code = new URL(url).searchParams.get("code") ?? "none";
		expect(inspect(error, { depth: 10 })).not.toContain(code);
		acme.faults.clear();
		const again = await go(acme, signIn, jar);
		expect((await signIn.complete({ url: again.url, cookieHeader: jar.header })).claims.sub).toBe("ann");
	});
});

test("whatever comes in, it is refused as a sign-in that failed", async () => {
	const [signIn, jar] = [signInAt(acme), createJar()];
	const { begun } = await go(acme, signIn, jar);
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
