/** S1 to S13: sessions over HTTP, from the first cookie to the last. */

import { fromBase64url } from "../../base64url.ts";
import { debugCookie } from "../../debug.ts";
import { createKeyRing } from "../../key-ring.ts";
import { signToken } from "../../token.ts";
import { assert, equal } from "../assert.ts";
import { contractSecrets, type HttpCase, type Scene } from "./scene.ts";
import type { Visitor } from "./visitor.ts";

const minute = 60_000;

async function loggedIn(scene: Scene, user = "ada", userAgent?: string): Promise<Visitor> {
	const visitor = scene.visitor(userAgent);
	(await visitor.post(`/login?user=${user}`)).expect(200, "login");
	return visitor;
}

async function isLive(visitor: Visitor): Promise<boolean> {
	return (await visitor.get("/guarded")).status === 200;
}

/** Someone who holds a copy of the visitor's cookies. */
function thief(scene: Scene, visitor: Visitor): Visitor {
	const copy = scene.visitor();
	for (const [name, value] of visitor.jar) copy.jar.set(name, value);
	return copy;
}

export const lifecycleCases: readonly HttpCase[] = [
	{
		name: "S1 ids and secrets are random: no duplicates, no biased bits",
		async run({ sessions }) {
			const seen = new Set<string>();
			const ones = new Array<number>(256).fill(0);
			const rounds = 10_000;
			for (let round = 0; round < rounds; round++) {
				const { session, token } = await sessions.create();
				const [id = "", secret = ""] = token.split(".");
				equal(id, session.id, "the token begins with the id");
				seen.add(id).add(secret);
				const bytes = fromBase64url(secret) ?? [];
				equal(bytes.length, 32, "bytes of the secret");
				for (const [at, byte] of bytes.entries()) {
					for (let bit = 0; bit < 8; bit++) ones[at * 8 + bit] = (ones[at * 8 + bit] ?? 0) + ((byte >> bit) & 1);
				}
			}
			equal(seen.size, 2 * rounds, "different ids and secrets");
			// 6 standard deviations of a fair coin: a false alarm in one of millions of runs
			const tolerance = 6 * Math.sqrt(rounds / 4);
			for (const [bit, count] of ones.entries()) {
				assert(Math.abs(count - rounds / 2) < tolerance, `bit ${bit} of the secret is set ${count} times of ${rounds}`);
			}
		},
	},
	{
		name: "S2 an id that the server didn't issue is never adopted",
		async run(scene) {
			const { token } = await loggedIn(scene);
			const [id = "", secret = "", check = ""] = token.split(".");
			const other = "A".repeat(43);
			const before = scene.reads();
			for (const foreign of [
				`${id}.${other}.${check}`,
				`${"B".repeat(26)}.${secret}.${check}`,
				`${id}.${secret}`,
				"x",
				id,
			]) {
				const visitor = scene.visitor();
				visitor.jar.set("__Host-Http-sid", foreign);
				equal((await visitor.get("/read")).json().id, null, "no session for a foreign token");
				(await visitor.post("/set?key=a&value=1")).expect(204, "a visitor's first change");
				const { id: issued } = (await visitor.get("/read")).json();
				assert(issued !== null && issued !== id && !foreign.startsWith(issued), "the id is a new one");
			}
			equal(scene.reads() - before, 5, "foreign tokens cost no store read: only the 5 visits with the issued ones do");
		},
	},
	{
		name: "S3 login gives a new token, and the anonymous one is worth nothing then",
		async run(scene) {
			const visitor = scene.visitor();
			await visitor.post("/set?key=cart&value=apples");
			const anonymous = thief(scene, visitor);
			const before = (await visitor.get("/read")).json();
			await visitor.post("/login?user=ada");
			const after = (await visitor.get("/read")).json();
			assert(before.id !== after.id, "a new id");
			equal(after.data.cart, "apples", "the visitor's data is kept");
			const replayed = (await anonymous.get("/read")).json();
			equal(replayed.userId, null, "the anonymous token's user after the login");
			equal(replayed.ended, "replaced", "why it is worth nothing");
			(await anonymous.get("/guarded")).expect(401, "the anonymous token at a guarded route");
		},
	},
	{
		name: "S3 logging in again replaces the secret; the old one dies after the grace",
		async run(scene) {
			const visitor = await loggedIn(scene);
			const old = thief(scene, visitor);
			scene.advance(minute);
			await visitor.post("/login?user=ada");
			assert(visitor.token !== old.token, "a new token");
			equal(await isLive(old), true, "a request already on its way");
			scene.advance(16_000);
			equal(
				(await old.get("/guarded")).expect(401, "the old token after the grace").json().error.code,
				"suspicious-activity",
				"code",
			);
			(await visitor.get("/guarded")).expect(401, "the session: its token was used by two");
		},
	},
	{
		name: "S4 logout ends the session on the server",
		async run(scene) {
			const visitor = await loggedIn(scene);
			const copy = thief(scene, visitor);
			(await visitor.post("/logout")).expect(204, "logout");
			equal(visitor.jar.size, 0, "cookies left in the browser");
			const { error } = (await copy.get("/guarded")).expect(401, "the copied cookie").json();
			equal(error.code, "session-ended", "code");
			equal(error.reason, "logout", "reason");
		},
	},
	{
		name: "S5 the idle timeout is the server's",
		async run(scene) {
			const visitor = await loggedIn(scene);
			scene.advance(29 * minute);
			equal(await isLive(visitor), true, "live within the idle timeout");
			scene.advance(30 * minute + 6_000);
			const { error } = (await visitor.get("/guarded")).expect(401, "after the idle timeout, cookie and all").json();
			equal(error.code, "session-expired", "code");
			equal(error.reason, "idle", "reason");
		},
	},
	{
		name: "S6 the absolute lifetime holds whatever the activity",
		async run(scene) {
			const visitor = await loggedIn(scene);
			for (let elapsed = 0; elapsed < 8 * 60 - 15; elapsed += 15) {
				equal(await isLive(visitor), true, `live after ${elapsed} minutes`);
				scene.advance(15 * minute);
			}
			scene.advance(15 * minute + 6_000);
			equal((await visitor.get("/guarded")).expect(401, "after 8 hours").json().error.reason, "absolute", "reason");
		},
	},
	{
		name: "S7 a user's sessions are listed and revoked, one and all, and no list carries a token",
		async run(scene) {
			const windows =
				"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
			const [a, b, c] = [await loggedIn(scene, "ada", windows), await loggedIn(scene), await loggedIn(scene)];
			await loggedIn(scene, "bob");
			const answer = await a.get("/devices");
			const devices: { id: string; isCurrent: boolean; device: { label: string } }[] = answer.json();
			equal(devices.length, 3, "devices");
			equal(devices.filter((one) => one.isCurrent).length, 1, "current devices");
			equal(devices.find((one) => one.isCurrent)?.device.label, "Chrome on Windows", "label of the current one");
			for (const { token } of [a, b, c]) {
				const [, secret = "", check = ""] = token.split(".");
				assert(!answer.body.includes(secret) && !answer.body.includes(check), "no list carries a token");
			}
			const bId = (await b.get("/read")).json().id;
			equal((await a.post(`/revoke?id=${bId}`)).json(), true, "revoked");
			equal((await b.get("/guarded")).expect(401, "the revoked one").json().error.reason, "revoked", "reason");
			equal((await scene.sessions.endAll("ada")).length, 2, "ended with one call");
			for (const visitor of [a, b, c]) equal(await isLive(visitor), false, "live after all were revoked");
		},
	},
	{
		name: "S7 nobody revokes another user's session",
		async run(scene) {
			const [ada, bob] = [await loggedIn(scene, "ada"), await loggedIn(scene, "bob")];
			const { id } = (await ada.get("/read")).json();
			equal((await bob.post(`/revoke?id=${id}`)).json(), false, "revoked by another");
			equal(await isLive(ada), true, "live");
		},
	},
	{
		name: "S8 a change of password ends the other sessions and rotates this one",
		async run(scene) {
			const [a, b] = [await loggedIn(scene), await loggedIn(scene)];
			const before = a.token;
			(await a.post("/password")).expect(204, "change of password");
			assert(a.token !== before, "rotated");
			equal(await isLive(a), true, "this one");
			equal((await b.get("/guarded")).expect(401, "the other one").json().error.reason, "password-changed", "reason");
		},
	},
	{
		name: "S9 50 parallel logins with a limit of 5: exactly 5 live",
		options: { limit: { max: 5, policy: "evict-oldest" } },
		async run(scene) {
			const visitors = await Promise.all(Array.from({ length: 50 }, () => loggedIn(scene)));
			const live = await Promise.all(visitors.map(isLive));
			equal(live.filter(Boolean).length, 5, "live sessions");
			equal(await scene.sessions.count("ada"), 5, "counted sessions");
			const evicted = visitors[live.indexOf(false)] as Visitor;
			equal((await evicted.get("/guarded")).json().error.reason, "limit", "reason");
		},
	},
	{
		name: "S9 50 parallel logins with a limit of 5 that rejects: exactly 5 succeed",
		options: { limit: { max: 5, policy: "reject" } },
		async run(scene) {
			const answers = await Promise.all(Array.from({ length: 50 }, () => scene.visitor().post("/login?user=ada")));
			equal(answers.filter((answer) => answer.status === 200).length, 5, "logins that succeeded");
			equal(answers.filter((answer) => answer.status === 409).length, 45, "logins that were rejected");
			equal(await scene.sessions.count("ada"), 5, "counted sessions");
		},
	},
	{
		name: "S10 a dump of the store yields no usable token",
		async run(scene) {
			const visitors = [await loggedIn(scene), scene.visitor()];
			await visitors[1]?.post("/set?key=a&value=1");
			const dump = await scene.dump();
			for (const { token } of visitors) {
				const [id = "", secret = "", check = ""] = token.split(".");
				assert(dump.includes(id), "the dump holds the session");
				assert(!dump.includes(secret), "the dump doesn't hold the secret");
				assert(!dump.includes(check), "the dump doesn't hold the check");
			}
			const [, hash = ""] = /"secretHash":"([^"]+)"/.exec(dump.replaceAll("\\", "")) ?? [];
			const [id = "", , check = ""] = (visitors[0] as Visitor).token.split(".");
			const forger = scene.visitor();
			forger.jar.set("__Host-Http-sid", `${id}.${hash || "A".repeat(43)}.${check}`);
			(await forger.get("/guarded")).expect(401, "a token made of what the dump holds");
		},
	},
	{
		name: "S11 events, errors and bodies never carry a token",
		async run(scene) {
			const visitor = await loggedIn(scene);
			const tokens = [visitor.token];
			const bodies = [
				await visitor.get("/read"),
				await visitor.post("/fail"),
				await visitor.post("/not-json?kind=bigint"),
				await visitor.post("/rotate"),
				await visitor.get("/devices"),
			].map((answer) => answer.body);
			tokens.push(visitor.token);
			const copy = thief(scene, visitor);
			await visitor.post("/logout");
			bodies.push((await copy.get("/guarded")).body, JSON.stringify(await debugCookie(scene.sessions, copy.token)));
			const said = JSON.stringify(scene.events) + bodies.join();
			assert(scene.events.length >= 5, "events were told");
			for (const token of tokens) {
				for (const part of token.split(".").slice(1))
					assert(!said.includes(part), "nothing said holds a part of the token");
			}
		},
	},
	{
		name: "S12 step-up: an old login is challenged, a fresh one passes",
		async run(scene) {
			const visitor = await loggedIn(scene);
			(await visitor.get("/sensitive")).expect(200, "after a fresh login");
			scene.advance(11 * minute);
			const answer = (await visitor.get("/sensitive")).expect(401, "after 11 minutes");
			const { error } = answer.json();
			equal(error.code, "step-up-required", "code");
			equal(
				answer.header("www-authenticate"),
				'Bearer error="insufficient_user_authentication", error_description="login-too-old", max_age="600"',
				"the challenge (RFC 9470)",
			);
			equal(error.reason, "login-too-old", "reason");
			(await visitor.get("/guarded")).expect(200, "what isn't sensitive");
			await visitor.post("/login?user=ada");
			(await visitor.get("/sensitive")).expect(200, "after logging in again");
		},
	},
	{
		name: "S12 step-up: a stronger login is demanded",
		async run(scene) {
			const visitor = await loggedIn(scene);
			const answer = (await visitor.get("/strong")).expect(401, "password only");
			equal(answer.json().error.code, "step-up-required", "code");
			assert(answer.header("www-authenticate")?.includes("insufficient_user_authentication") === true, "a challenge");
			await visitor.post("/login?user=ada&otp");
			(await visitor.get("/strong")).expect(200, "with a second factor");
		},
	},
	{
		name: "S13 a request in flight doesn't bring a session back after logout",
		async run(scene) {
			const visitor = await loggedIn(scene);
			const slow = thief(scene, visitor);
			const late = slow.post("/wait?key=late");
			await scene.arrived;
			const copy = thief(scene, visitor);
			(await visitor.post("/logout")).expect(204, "logout");
			scene.open();
			const answer = (await late).expect(204, "the request in flight");
			equal(answer.cookies().length, 0, "cookies that it sets");
			(await copy.get("/guarded")).expect(401, "the cookie after all");
			assert(
				scene.events.some((event) => event.type === "session.write-dropped" && event.cause === "ended"),
				"the dropped write is told",
			);
		},
	},
	{
		name: "K2 keys rotate: a token under an old secret works, and is issued again under the first",
		options: { secrets: contractSecrets },
		async run(scene) {
			const visitor = await loggedIn(scene);
			const old = createKeyRing(contractSecrets[1]);
			const [id = "", secret = ""] = visitor.token.split(".");
			visitor.jar.set("__Host-Http-sid", await signToken(old, id, secret));
			equal((await debugCookie(scene.sessions, visitor.token)).key, 1, "the key of the old token");
			equal((await visitor.get("/guarded")).expect(200, "the old token").cookies().length, 1, "cookies set");
			equal((await debugCookie(scene.sessions, visitor.token)).key, 0, "the key of the new token");
			equal((await visitor.get("/guarded")).expect(200, "the new token").cookies().length, 0, "cookies set then");
		},
	},
	{
		name: "periodic rotation: parallel requests and a lost response log nobody out",
		options: { rotateEvery: "5m" },
		async run(scene) {
			const visitor = await loggedIn(scene);
			scene.advance(6 * minute);
			const lost = thief(scene, visitor);
			const answers = await Promise.all(Array.from({ length: 5 }, () => thief(scene, visitor).get("/guarded")));
			const tokens = new Set(answers.map((answer) => answer.expect(200, "a parallel request").cookies()[0]?.value));
			equal(tokens.size, 1, "every parallel request is given the same successor");
			scene.advance(10 * minute);
			equal(await isLive(lost), true, "the old token, its successor never having arrived");
			equal(tokens.has(lost.token), true, "it is given the same successor");
		},
	},
	{
		name: "periodic rotation: the old token dies once the new one has been presented, and the grace is over",
		options: { rotateEvery: "5m" },
		async run(scene) {
			const visitor = await loggedIn(scene);
			const old = thief(scene, visitor);
			scene.advance(6 * minute);
			await visitor.get("/guarded");
			assert(visitor.token !== old.token, "rotated");
			await visitor.get("/guarded");
			scene.advance(16_000);
			equal((await old.get("/guarded")).expect(401, "the old token").json().error.reason, "token-reuse", "reason");
			equal(await isLive(visitor), false, "the session, of which a copy is about");
		},
	},
	{
		name: "M5 a bearer token reaches the same session; cookie and bearer side by side",
		options: { bearer: true },
		async run(scene) {
			const client = scene.visitor("curl/8");
			const { token } = (await client.post("/login?user=ada&bearer")).expect(200, "login").json();
			equal(client.jar.size, 0, "cookies set for an API client");
			const headers = { authorization: `Bearer ${token}` };
			(await client.get("/guarded", headers)).expect(200, "with the token");
			(await client.post("/set?key=a&value=1", { ...headers, "sec-fetch-site": "cross-site" })).expect(
				204,
				"a bearer token needs no same origin",
			);
			equal((await client.get("/read", headers)).json().data.a, "1", "data");
			const browser = await loggedIn(scene);
			equal((await browser.get("/devices")).json().length, 2, "sessions of the user");
			(await client.get("/guarded", { authorization: "Bearer nonsense" })).expect(401, "a bad token");
			(await client.get("/guarded")).expect(401, "no token");
		},
	},
	{
		name: "M5 a login for a bearer token leaves the session of the request's cookie alone",
		options: { bearer: true },
		async run(scene) {
			const browser = await loggedIn(scene);
			for (const user of ["ada", "bob"]) {
				const answer = (await browser.post(`/login?user=${user}&bearer`)).expect(200, "login for a token");
				equal(answer.cookies().length, 0, "cookies set");
				(await scene.visitor().get("/guarded", { authorization: `Bearer ${answer.json().token}` })).expect(
					200,
					"the token",
				);
			}
			scene.advance(60_000);
			equal((await browser.get("/guarded")).expect(200, "the cookie, after the grace").json().userId, "ada", "user");
			equal(await scene.sessions.count("ada"), 2, "sessions of the user");
		},
	},
	{
		name: "M5 bearer tokens are refused unless switched on",
		async run(scene) {
			const { token } = (await scene.visitor().post("/login?user=ada&bearer")).json();
			(await scene.visitor().get("/guarded", { authorization: `Bearer ${token}` })).expect(401, "a bearer token");
		},
	},
];
