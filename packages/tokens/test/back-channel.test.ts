import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type BackChannelLogout, createBackChannelLogout, toResponse } from "../src/index.ts";
import { type ForgingProvider, startForgingProvider } from "./forging-provider.ts";
import { createSignedIn } from "./signed-in.ts";

const event = "http://schemas.openid.net/event/backchannel-logout";
const gone = "invalidated: provider-logout";
const typ = "logout+jwt";

let provider: ForgingProvider;
let app: ReturnType<typeof createSignedIn>;
let backChannel: BackChannelLogout;
let now: number;
let count = 0;

beforeAll(async () => {
	provider = await startForgingProvider();
});
afterAll(() => provider.stop());
beforeEach(() => {
	now = Date.UTC(2026, 0, 1);
	app = createSignedIn(provider.issuer, () => now);
	backChannel = createBackChannelLogout({ ...app, providers: { acme: provider }, now: () => now });
});

/** A logout token's claims; what is `undefined` is left out. */
function claimsOf(changes: object = {}): object {
	const iat = Math.floor(now / 1000);
	const { issuer: iss, clientId: aud } = provider;
	return {
		iss,
		aud,
		iat,
		exp: iat + 120,
		jti: `jti-${count++}`,
		sid: "sid-1",
		sub: "ann",
		events: { [event]: {} },
		...changes,
	};
}

const send = async (token: string) => backChannel.handle(new URLSearchParams({ logout_token: token }).toString());
const logOut = async (changes: object = {}) => send(await provider.sign(claimsOf(changes), { typ }));
const ok = { status: 200, headers: [["Cache-Control", "no-store"]], body: "" };

describe("O6: a logout token", () => {
	test("with a sid ends the sessions of that session of the provider's, and tells of it", async () => {
		const [phone, laptop, other] = [
			await app.signIn("ann", "sid-1"),
			await app.signIn("ann", "sid-2"),
			await app.signIn("bob", "sid-3"),
		];
		const { id: sessionId } = phone;
		expect(await logOut()).toEqual(ok);
		expect(await app.ends(phone, laptop, other)).toEqual([gone, null, null]);
		const details = { provider: "acme", by: "back-channel" };
		expect(app.reported).toEqual([{ type: "sign-out.provider", at: now, sessionId, userId: "ann", details }]);
	});

	test("with a sub alone ends all of the user's", async () => {
		const all = [await app.signIn("ann", "sid-1"), await app.signIn("ann"), await app.signIn("bob", "sid-3")];
		expect(await logOut({ sid: undefined })).toEqual(ok);
		expect(await app.ends(...all)).toEqual([gone, gone, null]);
	});

	test("of whom nobody is signed in is fine", async () => {
		expect(await logOut({ sid: "unknown" })).toEqual(ok);
	});

	test("may come parsed, as Express has it", async () => {
		const session = await app.signIn("ann", "sid-1");
		const token = await provider.sign(claimsOf(), { typ });
		expect(toResponse(await backChannel.handle({ logout_token: token })).status).toBe(200);
		expect(await app.ends(session)).toEqual([gone]);
	});

	test("is refused when it comes again, also after the next sign-in", async () => {
		const token = await provider.sign(claimsOf(), { typ });
		expect(await send(token)).toEqual(ok);
		now += 1000;
		const session = await app.signIn("ann", "sid-2");
		expect((await send(token)).status).toBe(400);
		expect(await app.ends(session)).toEqual([null]);
	});

	test("finds a sign-in that was on its way", async () => {
		expect(await logOut({ sid: undefined })).toEqual(ok);
		await expect(app.signIn("ann", "sid-1")).rejects.toMatchObject({ code: "sign-in-failed", reason: "signed-out" });
		expect(await logOut({ sid: "sid-9" })).toEqual(ok);
		await expect(app.signIn("bob", "sid-9")).rejects.toMatchObject({ reason: "signed-out" });
		now += 1000;
		expect(await app.ends(await app.signIn("ann", "sid-2"))).toEqual([null]);
	});

	test("whose sessions can't be ended is good for another try", async () => {
		const session = await app.signIn("ann", "sid-1");
		const token = await provider.sign(claimsOf(), { typ });
		const failing = { ...app.sessions, end: () => Promise.reject(new Error("The store is down.")) };
		const attempt = createBackChannelLogout({
			...app,
			sessions: failing,
			providers: { acme: provider },
			now: () => now,
		});
		const answer = await attempt.handle({ logout_token: token });
		expect([answer.status, JSON.parse(answer.body).error]).toEqual([400, "logout_failed"]);
		expect(await send(token)).toEqual(ok);
		expect(await app.ends(session)).toEqual([gone]);
	});

	test("is good for as long as clocks may differ after its time, and no longer", async () => {
		const token = await provider.sign(claimsOf(), { typ });
		now += 179_000;
		expect(await send(token)).toEqual(ok);
		const late = await provider.sign(claimsOf(), { typ });
		now += 181_000;
		expect((await send(late)).status).toBe(400);
	});
});

describe("O6: refused, with one thing changed:", () => {
	const future = Math.floor(Date.UTC(2026, 0, 2) / 1000);
	const past = Math.floor(Date.UTC(2025, 11, 31) / 1000);
	test.each<[string, object]>([
		["no iss", { iss: undefined }],
		["another iss", { iss: "https://evil.example" }],
		["no aud", { aud: undefined }],
		["another aud", { aud: "another" }],
		["no iat", { iat: undefined }],
		["an iat to come", { iat: future, exp: future + 120 }],
		["an iat of yesterday", { iat: past }],
		["an iat that is text", { iat: "now" }],
		["no exp", { exp: undefined }],
		["a past exp", { exp: past }],
		["no jti", { jti: undefined }],
		["an empty jti", { jti: "" }],
		["a jti that is a number", { jti: 1 }],
		["no events", { events: undefined }],
		[
			"events of another kind",
			{ events: { "https://schemas.openid.net/secevent/risc/event-type/account-disabled": {} } },
		],
		["events that are a list", { events: [event] }],
		["an event that is no object", { events: { [event]: true } }],
		["a nonce", { nonce: "n" }],
		["neither sid nor sub", { sid: undefined, sub: undefined }],
		["a sid that is a number", { sid: 1 }],
		["an empty sid", { sid: "" }],
		["a sub that is a list", { sub: ["ann"] }],
		["nbf to come", { nbf: future }],
	])("%s", async (_, changes) => {
		const sessions = [await app.signIn("ann", "sid-1"), await app.signIn("bob", "sid-2")];
		const { status, headers, body } = await logOut(changes);
		expect([status, JSON.parse(body).error]).toEqual([400, "invalid_request"]);
		expect(headers).toContainEqual(["Cache-Control", "no-store"]);
		expect(await app.ends(...sessions)).toEqual([null, null]);
		expect(app.reported).toEqual([]);
	});

	const none = `${btoa('{"alg":"none","typ":"logout+jwt"}').replace(/=/g, "")}`;
	test.each<[string, () => Promise<string>]>([
		["another key", () => provider.forge(claimsOf(), { typ })],
		["an unknown key id", () => provider.sign(claimsOf(), { typ, kid: "2" })],
		["the type of an access token", () => provider.sign(claimsOf(), { typ: "at+jwt" })],
		["the type of a security event", () => provider.sign(claimsOf(), { typ: "secevent+jwt" })],
		["no type", () => provider.sign(claimsOf())],
		["no signature", async () => `${none}.${(await provider.sign(claimsOf())).split(".")[1]}.`],
		["a changed signature", async () => `${(await provider.sign(claimsOf(), { typ })).slice(0, -8)}AAAAAAAA`],
		["nothing that is a JWT", async () => "a.b.c"],
		["nothing", async () => ""],
	])("%s", async (_, make) => {
		const session = await app.signIn("ann", "sid-1");
		const { status, body } = await send(await make());
		expect([status, JSON.parse(body).error]).toEqual([400, "invalid_request"]);
		expect(await app.ends(session)).toEqual([null]);
	});

	test("the public key as the secret of an HMAC, and a key of its own in the header", async () => {
		const secret = new TextEncoder().encode(provider.publicKeyText);
		const swapped = await new SignJWT({ ...claimsOf() })
			.setProtectedHeader({ alg: "HS256", kid: "1", typ })
			.sign(secret);
		const { publicKey, privateKey } = await generateKeyPair("RS256");
		const header = { alg: "RS256", typ, jwk: await exportJWK(publicKey), jku: "https://evil.example/jwks" };
		const embedded = await new SignJWT({ ...claimsOf() }).setProtectedHeader(header).sign(privateKey);
		const session = await app.signIn("ann", "sid-1");
		expect((await send(swapped)).status).toBe(400);
		expect((await send(embedded)).status).toBe(400);
		expect(await app.ends(session)).toEqual([null]);
	});
});

test("a token without a type is taken where that is allowed", async () => {
	const lenient = createBackChannelLogout({
		...app,
		providers: { acme: provider },
		allowUntyped: true,
		now: () => now,
	});
	const session = await app.signIn("ann", "sid-1");
	expect((await lenient.handle({ logout_token: await provider.sign(claimsOf(), { typ: "at+jwt" }) })).status).toBe(400);
	expect(await lenient.handle({ logout_token: await provider.sign(claimsOf()) })).toEqual(ok);
	expect(await app.ends(session)).toEqual([gone]);
});

test("whatever is posted, the answer is 400", async () => {
	for (const form of ["", "logout_token", "%", "logout_token=%00", { logout_token: ["a"] }, {}, null, undefined, 1]) {
		expect((await backChannel.handle(form)).status).toBe(400);
	}
});

test("without providers there is nothing to listen for", () => {
	expect(() => createBackChannelLogout({ ...app, providers: {} })).toThrow("providers is empty");
});
