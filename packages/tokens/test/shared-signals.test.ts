import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createSharedSignals, type SharedSignals } from "../src/index.ts";
import { type ForgingProvider, startForgingProvider } from "./forging-provider.ts";
import { createSignedIn } from "./signed-in.ts";

const revoked = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
const verification = "https://schemas.openid.net/secevent/ssf/event-type/verification";
const gone = "invalidated: provider-logout";
const audience = "https://shop.example/signals";
const contentType = "application/secevent+jwt";
const typ = "secevent+jwt";

let provider: ForgingProvider;
let app: ReturnType<typeof createSignedIn>;
let signals: SharedSignals;
let now: number;
let count = 0;

beforeAll(async () => {
	provider = await startForgingProvider();
});
afterAll(() => provider.stop());
beforeEach(() => {
	now = Date.UTC(2026, 0, 1);
	app = createSignedIn(provider.issuer, () => now);
	const { issuer, verificationKey } = provider;
	signals = createSharedSignals({
		...app,
		transmitters: { acme: { issuer, verificationKey, audience } },
		now: () => now,
	});
});

/** An event's claims; what is `undefined` is left out. */
function claimsOf(changes: object = {}): object {
	const subject = { format: "opaque", id: "sid-1" };
	const iat = Math.floor(now / 1000);
	return {
		iss: provider.issuer,
		aud: audience,
		iat,
		jti: `jti-${count++}`,
		sub_id: subject,
		events: { [revoked]: {} },
		...changes,
	};
}

const sign = async (changes: object = {}) => provider.sign(claimsOf(changes), { typ });
const push = async (body: string) => signals.handle({ contentType, body });
const user = () => ({ format: "iss_sub", iss: provider.issuer, sub: "ann" });
const session = { format: "opaque", id: "sid-1" };
const taken = { status: 202, headers: [["Cache-Control", "no-store"]], body: "" };

describe("X7: a revoked session", () => {
	test("by its id at the provider", async () => {
		const sessions = [await app.signIn("ann", "sid-1"), await app.signIn("ann", "sid-2")];
		const [{ id: sessionId }] = sessions as [(typeof sessions)[0]];
		expect(await push(await sign())).toEqual(taken);
		expect(await app.ends(...sessions)).toEqual([gone, null]);
		const details = { provider: "acme", by: "shared-signal" };
		expect(app.reported).toEqual([{ type: "sign-out.provider", at: now, sessionId, userId: "ann", details }]);
	});

	test.each<[string, () => object, (string | null)[]]>([
		["all of a user", () => ({ sub_id: user() }), [gone, gone, null]],
		[
			"the session of a complex subject",
			() => ({ sub_id: { format: "complex", user: user(), session } }),
			[gone, null, null],
		],
		["the user of a complex subject", () => ({ sub_id: { format: "complex", user: user() } }), [gone, gone, null]],
		[
			"a subject in the event, as it was before 1.0",
			() => ({ sub_id: undefined, events: { [revoked]: { subject: { session } } } }),
			[gone, null, null],
		],
	])("%s", async (_, changes, expected) => {
		const sessions = [
			await app.signIn("ann", "sid-1"),
			await app.signIn("ann", "sid-2"),
			await app.signIn("bob", "sid-3"),
		];
		expect(await push(await sign(changes()))).toEqual(taken);
		expect(await app.ends(...sessions)).toEqual(expected);
	});

	test("is taken again, since a transmitter may not have heard the answer, and does nothing then", async () => {
		const event = await sign({ sub_id: user() });
		expect(await push(event)).toEqual(taken);
		now += 1000;
		const later = await app.signIn("ann", "sid-2");
		expect(await push(event)).toEqual(taken);
		expect(await app.ends(later)).toEqual([null]);
	});

	test("arrives late, but not later than a day", async () => {
		const event = await sign();
		now += 86_400_000;
		const sessionOfSid = await app.signIn("ann", "sid-1");
		expect(await push(event)).toEqual(taken);
		expect(await app.ends(sessionOfSid)).toEqual([gone]);
		const old = await sign();
		now += 86_461_000;
		expect((await push(old)).status).toBe(400);
	});

	test("isn't lost when the store is down", async () => {
		const one = await app.signIn("ann", "sid-1");
		const event = await sign();
		const failing = { ...app.sessions, end: () => Promise.reject(new Error("The store is down.")) };
		const transmitters = { acme: { ...provider, audience } };
		const down = createSharedSignals({ ...app, sessions: failing, transmitters, now: () => now });
		expect((await down.handle({ contentType, body: event })).status).toBe(503);
		expect(await push(event)).toEqual(taken);
		expect(await app.ends(one)).toEqual([gone]);
	});
});

test("other events are taken and left", async () => {
	const one = await app.signIn("ann", "sid-1");
	expect(await push(await sign({ sub_id: undefined, events: { [verification]: { state: "s" } } }))).toEqual(taken);
	expect(await app.ends(one)).toEqual([null]);
});

test("a transmitter speaks of the issuer that it was named with", async () => {
	const [issuer, subjects] = ["https://signals.example", provider.issuer];
	const { verificationKey } = provider;
	const other = createSharedSignals({
		...app,
		transmitters: { hub: { issuer, audience, verificationKey, subjects } },
		now: () => now,
	});
	const one = await app.signIn("ann", "sid-1");
	expect(await other.handle({ contentType, body: await sign({ iss: issuer, sub_id: user() }) })).toEqual(taken);
	expect(await app.ends(one)).toEqual([gone]);
});

describe("X7: refused, with one thing changed:", () => {
	const past = Math.floor(Date.UTC(2025, 11, 25) / 1000);
	test.each<[string, string, object]>([
		["no iss", "invalid_issuer", { iss: undefined }],
		["another iss", "invalid_issuer", { iss: "https://evil.example" }],
		["no aud", "invalid_audience", { aud: undefined }],
		["another aud", "invalid_audience", { aud: "sojourn" }],
		["no iat", "invalid_request", { iat: undefined }],
		["an old iat", "invalid_request", { iat: past }],
		["no jti", "invalid_request", { jti: undefined }],
		["no events", "invalid_request", { events: undefined }],
		["an event that is no object", "invalid_request", { events: { [revoked]: null } }],
		["an exp, as in an ID token", "invalid_request", { exp: 4_000_000_000 }],
		["a sub, as in an ID token", "invalid_request", { sub: "ann" }],
		["no subject", "invalid_request", { sub_id: undefined }],
		[
			"a subject of another issuer",
			"invalid_request",
			{ sub_id: { format: "iss_sub", iss: "https://evil.example", sub: "ann" } },
		],
		["a subject of another format", "invalid_request", { sub_id: { format: "email", email: "ann@example.org" } }],
		["a subject without an id", "invalid_request", { sub_id: { format: "opaque" } }],
		[
			"a complex subject in a complex subject",
			"invalid_request",
			{ sub_id: { format: "complex", user: { format: "complex", session } } },
		],
	])("%s", async (_, err, changes) => {
		const one = await app.signIn("ann", "sid-1");
		const { status, headers, body } = await push(await sign(changes));
		expect([status, JSON.parse(body)]).toEqual([400, { err, description: expect.any(String) }]);
		expect(headers).toContainEqual(["Content-Language", "en"]);
		expect(await app.ends(one)).toEqual([null]);
	});

	test("the content type, the token's type, the key", async () => {
		const body = await sign();
		expect((await signals.handle({ contentType: "application/jwt", body })).status).toBe(400);
		expect((await push(await provider.sign(claimsOf(), { typ: "logout+jwt" }))).status).toBe(400);
		const forged = await push(await provider.forge(claimsOf(), { typ }));
		expect([forged.status, JSON.parse(forged.body).err]).toEqual([400, "invalid_key"]);
	});
});

test("whatever is pushed, it is refused with a reason", async () => {
	const json = fc.json().map((text) => `${btoa('{"alg":"RS256"}')}.${Buffer.from(text).toString("base64url")}.AAAA`);
	await fc.assert(
		fc.asyncProperty(fc.oneof(fc.string(), json), async (body) => {
			const answer = await push(body);
			expect(answer.status).toBe(400);
			expect(JSON.parse(answer.body)).toMatchObject({ err: expect.stringMatching(/^invalid_/) });
		}),
	);
});

test("without transmitters there is nothing to listen for", () => {
	expect(() => createSharedSignals({ ...app, transmitters: {} })).toThrow("transmitters is empty");
});
