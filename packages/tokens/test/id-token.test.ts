import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type BeginOptions, createProvider, createSignIn, memoryLedger, SignInError } from "../src/index.ts";
import { type ForgingProvider, startForgingProvider } from "./forging-provider.ts";
import { createJar } from "./jar.ts";

const redirectUri = "http://127.0.0.1/callback";
const development = true;

let provider: ForgingProvider;
let signIn: ReturnType<typeof createSignIn>;
beforeAll(async () => {
	provider = await startForgingProvider();
});
afterAll(() => provider.stop());
beforeEach(() => {
	const { issuer, clientId } = provider;
	signIn = createSignIn({
		provider: createProvider({ issuer, clientId, clientSecret: "a secret", development, retries: 0 }),
		secrets: "a-secret-of-the-application-for-tests-0123456789",
		...{ redirectUri, ledger: memoryLedger(), development, levels: { "urn:acme:high": 3 } },
	});
});

/** Claims; what is `undefined` is left out. */
type Claims = { readonly [claim: string]: unknown };

/** A whole sign-in, with the ID token that is made of good claims. */
async function complete(idTokenOf: (claims: Claims) => Promise<unknown>, options: BeginOptions = {}) {
	const jar = createJar();
	const { location, cookies } = await signIn.begin(options);
	jar.take(cookies);
	const asked = new URL(location).searchParams;
	const iat = Math.floor(Date.now() / 1000);
	const { issuer: iss, clientId: aud } = provider;
	const id_token = await idTokenOf({ iss, aud, sub: "ann", iat, exp: iat + 300, nonce: asked.get("nonce") });
	provider.answers.push({ access_token: "an access token", token_type: "Bearer", expires_in: 300, id_token });
	const url = new URL(redirectUri);
	url.search = `${new URLSearchParams({ code: "a code", state: asked.get("state") ?? "", iss })}`;
	return signIn.complete({ url: url.href, cookieHeader: jar.header });
}

const signed =
	(changes: Claims = {}) =>
	(claims: Claims) =>
		provider.sign({ ...claims, ...changes });
const refused = { code: "sign-in-failed", advice: "alert" };
const past = Math.floor(Date.now() / 1000) - 3600;

test("a good one gives its claims", async () => {
	const { claims, tokens } = await complete(signed());
	expect(claims).toMatchObject({ iss: provider.issuer, sub: "ann" });
	expect(tokens).toMatchObject({ accessToken: "an access token", refreshToken: null });
});

describe("O1: an ID token is refused with one thing changed:", () => {
	test.each<[string, Claims]>([
		["no iss", { iss: undefined }],
		["another iss", { iss: "https://evil.example" }],
		["no aud", { aud: undefined }],
		["another aud", { aud: "another" }],
		["several aud, and no azp", { aud: ["sojourn", "another"] }],
		["another azp", { aud: ["sojourn", "another"], azp: "another" }],
		["no sub", { sub: undefined }],
		["a sub that is a number", { sub: 1 }],
		["no exp", { exp: undefined }],
		["a past exp", { exp: past }],
		["an exp that is text", { exp: "tomorrow" }],
		["no iat", { iat: undefined }],
		["no nonce", { nonce: undefined }],
		["another nonce", { nonce: "another" }],
		["nbf to come", { nbf: Math.floor(Date.now() / 1000) + 3600 }],
	])("%s", async (_, changes) => {
		await expect(complete(signed(changes))).rejects.toMatchObject(refused);
	});

	const none = btoa('{"alg":"none"}').replace(/=/g, "");
	test.each<[string, (claims: Claims) => Promise<unknown>]>([
		["another key", (claims) => provider.forge(claims)],
		["an unknown key id", (claims) => provider.sign(claims, { kid: "2" })],
		["no signature", async (claims) => `${none}.${(await provider.sign(claims)).split(".")[1]}.`],
		["a changed signature", async (claims) => `${(await provider.sign(claims)).slice(0, -8)}AAAAAAAA`],
		["nothing that is a JWT", async () => "a.b.c"],
		["a number", async () => 1],
		["none", async () => undefined],
	])("%s", async (_, make) => {
		await expect(complete(make)).rejects.toMatchObject(refused);
	});

	test("the public key as the secret of an HMAC", async () => {
		const secret = new TextEncoder().encode(provider.publicKeyText);
		const swapped = (claims: Claims) =>
			new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256", kid: "1" }).sign(secret);
		await expect(complete(swapped)).rejects.toMatchObject(refused);
	});

	test("a key of its own in the header", async () => {
		const { publicKey, privateKey } = await generateKeyPair("RS256");
		const header = { alg: "RS256", jwk: await exportJWK(publicKey), jku: "https://evil.example/jwks" };
		const embedded = (claims: Claims) => new SignJWT({ ...claims }).setProtectedHeader(header).sign(privateKey);
		await expect(complete(embedded)).rejects.toMatchObject(refused);
	});
});

describe("a step-up", () => {
	const asked = { maxAge: "5m", acrValues: ["urn:acme:high", "urn:acme:highest"] } as const;
	const fresh = { auth_time: Math.floor(Date.now() / 1000) - 10, acr: "urn:acme:high", amr: ["pwd", "otp", "mfa"] };

	test("gives methods and level as a login has them", async () => {
		const { methods, level } = await complete(signed(fresh), asked);
		expect({ methods, level }).toEqual({ methods: ["pwd", "otp", "mfa"], level: 3 });
	});

	test.each<[string, Claims]>([
		["an auth_time too long ago", { ...fresh, auth_time: past }],
		["no auth_time", { ...fresh, auth_time: undefined }],
		["another acr", { ...fresh, acr: "urn:acme:low" }],
		["no acr", { ...fresh, acr: undefined }],
	])("is refused with %s", async (_, changes) => {
		await expect(complete(signed(changes), asked)).rejects.toThrow(SignInError);
	});

	test.each<[Claims, readonly string[], number]>([
		[{}, [], 1],
		[{ amr: ["mfa"] }, ["mfa"], 2],
		[{ amr: "mfa", acr: "toString" }, [], 1],
		[{ amr: ["pwd", 1, null], acr: 2 }, ["pwd"], 1],
	])("makes of %j the methods %j and the level %i", async (claims, methods, level) => {
		expect(await complete(signed(claims))).toMatchObject({ methods, level });
	});
});
