import { expect, test } from "vitest";
import { alice, bob, registered, signedIn } from "./accounts.ts";
import { Client } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

/** How much longer than their time sessions live, since the clocks of servers differ. Core's default. */
const clockSkew = 5000;

test("registering signs in", async () => {
	const { url, clock } = await startTestDemo();
	const client = new Client(url);
	const answer = await client.send("POST", "/register", { email: " Alice@Example.com ", password: alice.password });
	const account = { id: expect.any(String), email: alice.email, created_at: new Date(clock.now).toISOString() };
	expect([answer.status, answer.json]).toEqual([201, account]);
	expect((await client.get("/me")).json).toEqual(answer.json);
});

test("what can't be registered", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	const { email, password } = bob;
	for (const [body, status, reason] of [
		[alice, 409, "email-taken"],
		[{ ...alice, email: "ALICE@example.com" }, 409, "email-taken"],
		[{ password }, 400, "email-missing"],
		[{ email: ["a@example.com"], password }, 400, "email-missing"],
		[{ email: "bob", password }, 400, "email-malformed"],
		[{ email: `${"b".repeat(250)}@example.com`, password }, 400, "email-malformed"],
		[{ email }, 400, "password-missing"],
		[{ email, password: "seven77" }, 400, "password-too-short"],
		[{ email, password: "x".repeat(257) }, 400, "password-too-long"],
	] as const) {
		const answer = await client.send("POST", "/register", body);
		expect([answer.status, answer.json.error.reason]).toEqual([status, reason]);
	}
});

test("a wrong password and an unknown email get the same answer", async () => {
	const { url } = await startTestDemo();
	await registered(url);
	const client = new Client(url);
	for (const email of [alice.email, "nobody@example.com"]) {
		const answer = await client.send("POST", "/login", { email, password: "wrong password" });
		expect([answer.status, answer.json]).toEqual([
			401,
			{ error: { code: "invalid-credentials", reason: "invalid-credentials" } },
		]);
		expect(answer.headers.getSetCookie()).toEqual([]);
	}
});

test("login takes forms as well as JSON, and curl is no browser", async () => {
	const { url } = await startTestDemo();
	await registered(url);
	const answer = await fetch(`${url}/login`, { method: "POST", body: new URLSearchParams(alice) });
	expect([answer.status, answer.headers.getSetCookie()]).toEqual([
		200,
		[expect.stringMatching(/^known-device=/), expect.stringMatching(/^sid=/)],
	]);
	expect(await answer.json()).toMatchObject({ email: alice.email });
});

test("a bearer token works where the cookie does", async () => {
	const { url } = await startTestDemo();
	await registered(url);
	const client = new Client(url, "MyApp/1.0");
	const login = await client.send("POST", "/login?token=bearer", alice);
	expect([login.status, login.json]).toEqual([200, { token: expect.any(String) }]);
	expect(login.headers.getSetCookie()).toEqual([]);
	expect((await client.get("/me")).status).toBe(401);

	const authorization = `Bearer ${login.json.token}`;
	expect((await client.get("/me", { authorization })).json.email).toBe(alice.email);
	const [current] = (await client.get("/sessions", { authorization })).json;
	expect(current).toMatchObject({ device: "MyApp", is_current: true });
	expect((await client.send("PATCH", `/sessions/${current.id}`, { name: "Script" }, { authorization })).status).toBe(
		200,
	);

	const password = { password: bob.password };
	const changed = await client.send("POST", "/settings/password", password, { authorization });
	expect([changed.status, changed.json, changed.headers.getSetCookie()]).toEqual([
		200,
		{ token: expect.any(String) },
		[],
	]);
	const renewed = { authorization: `Bearer ${changed.json.token}` };
	expect((await client.send("POST", "/logout", undefined, renewed)).status).toBe(204);
	expect((await client.get("/me", renewed)).json.error.reason).toBe("logout");
});

test("logout ends the session on the server", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	const [, cookie] = (await client.send("POST", "/login", alice)).headers.getSetCookie();
	const answer = await client.send("POST", "/logout");
	expect([answer.status, answer.text]).toEqual([204, ""]);
	expect(answer.headers.get("clear-site-data")).toBe('"cache", "storage"');
	const replayed = await new Client(url).get("/me", { cookie: cookie?.split(";")[0] ?? "" });
	expect([replayed.status, replayed.json.error.reason]).toEqual([401, "logout"]);
	expect((await client.send("POST", "/logout")).status).toBe(204);
});

test("a changed password ends the other sessions, and the old one is of no use", async () => {
	const { url } = await startTestDemo();
	const here = await registered(url);
	const there = await signedIn(url);
	const before = await here.send("POST", "/settings/password", { password: bob.password });
	expect([before.status, before.headers.getSetCookie()]).toEqual([204, [expect.stringMatching(/^sid=/)]]);
	expect((await here.get("/me")).status).toBe(200);
	expect((await there.get("/me")).json.error).toEqual({ code: "session-ended", reason: "password-changed" });
	expect((await there.send("POST", "/login", alice)).status).toBe(401);
	expect((await there.send("POST", "/login", { ...alice, password: bob.password })).status).toBe(200);
});

test("an old login must be confirmed before the password is changed", async () => {
	const { url, clock } = await startTestDemo();
	const client = await registered(url);
	clock.now += 5 * 60_000 + 1;
	const refused = await client.send("POST", "/settings/password", { password: bob.password });
	expect([refused.status, refused.json.error]).toEqual([401, { code: "step-up-required", reason: "login-too-old" }]);

	expect((await client.send("POST", "/confirm", { password: "wrong password" })).status).toBe(401);
	expect((await client.send("POST", "/settings/password", { password: bob.password })).status).toBe(401);
	expect((await client.send("POST", "/confirm", { password: alice.password })).status).toBe(204);
	expect((await client.send("POST", "/settings/password", { password: bob.password })).status).toBe(204);
});

test("a login that was under way when the password was changed comes to nothing", async () => {
	const { url } = await startTestDemo();
	const here = await registered(url);
	const late = new Client(url);
	// Both hash at the same time; whichever is done first, no session of the old password is left.
	await Promise.all([
		here.send("POST", "/settings/password", { password: bob.password }),
		...Array.from({ length: 8 }, () => late.send("POST", "/login", alice)),
	]);
	expect((await here.get("/sessions")).json).toHaveLength(1);
});

test("sessions end when nothing happens, and after their time", async () => {
	const { url, clock } = await startTestDemo();
	const idle = await registered(url);
	clock.now += 31 * 60_000;
	expect((await idle.get("/me")).json.error).toEqual({ code: "session-expired", reason: "idle" });

	const busy = await signedIn(url);
	for (let elapsed = 0; elapsed < 8 * 60; elapsed += 20) {
		expect((await busy.get("/me")).status).toBe(200);
		clock.now += 20 * 60_000;
	}
	clock.now += clockSkew + 1;
	expect((await busy.get("/me")).json.error).toEqual({ code: "session-expired", reason: "absolute" });
});
