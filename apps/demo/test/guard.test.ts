import { expect, test } from "vitest";
import { alice, bob, registered, signedIn } from "./accounts.ts";
import { Client, firefox, iphone, type Json } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

const doubt = { code: "step-up-required", reason: "suspicious-client" };

const eventsOf = async (client: Client, path = "/activity"): Promise<string[]> =>
	(await client.get(path)).json.events.map(({ type, reason }: Json) => `${type} ${reason}`);

test("who has only copied a cookie to another browser is asked for the password, and learns nothing", async () => {
	const token = "a-token-of-tests";
	const { url } = await startTestDemo({ metricsToken: token });
	const ada = await registered(url, alice, firefox);
	const thief = ada.thief(iphone);
	const refused = await thief.get("/me");
	expect([refused.status, refused.json.error]).toEqual([401, doubt]);
	expect((await thief.page("/sessions")).headers.get("location")).toBe("/login");
	const login = await thief.page("/login");
	expect(login.text).toContain("This doesn't look like the browser that you signed in");
	for (const { text } of [login, await thief.page("/")]) expect(text).not.toContain(alice.email);
	expect((await ada.get("/me")).status, "the user goes on").toBe(200);

	expect(await eventsOf(ada)).toContain("guard.decision step-up");
	expect((await ada.page("/activity")).text).toContain("in a way that is unlike you");
	const { text } = await new Client(url).get("/metrics", { authorization: `Bearer ${token}` });
	expect(text).toContain('sojourn_guard_decisions_total{verdict="step-up",dry_run="false"}');
});

test("who knows the password goes on in the other browser", async () => {
	const { url } = await startTestDemo();
	const other = (await registered(url, alice, firefox)).thief(iphone);
	expect((await other.get("/me")).json.error).toEqual(doubt);
	expect((await other.submit("/login", alice)).headers.get("location")).toBe("/sessions");
	expect((await other.get("/me")).status).toBe(200);
});

test("wrong passwords in a row are noticed", async () => {
	const { url } = await startTestDemo();
	const ada = await registered(url);
	const guesser = new Client(url);
	for (let guess = 0; guess < 9; guess++)
		await guesser.send("POST", "/login", { ...alice, password: "wrong password" });
	expect(await eventsOf(ada)).not.toContain("guard.notice failure-burst");
	await guesser.send("POST", "/login", { ...alice, password: "wrong password" });
	expect(await eventsOf(ada)).toContain("guard.notice failure-burst");
});

test("each session has its life told, after its end too, and to its user only", async () => {
	const { url, clock } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	const phone = await signedIn(url, alice, iphone);
	const { id } = (await phone.get("/sessions")).json[0];
	clock.now += 60_000;
	await laptop.send("DELETE", `/sessions/${id}`);
	await phone.get("/me");
	const { json } = await laptop.get(`/sessions/${id}`);
	expect(json).toMatchObject({
		id,
		created_at: new Date(clock.now - 60_000).toISOString(),
		ended: { state: "invalidated", reason: "revoked", at: new Date(clock.now).toISOString() },
		devices: ["Safari on iOS"],
		ip_addresses: ["127.0.0.1"],
	});
	expect(json.events.map(({ type }: Json) => type)).toEqual(["session.refused", "session.ended", "session.login"]);
	const page = await laptop.page(`/sessions/${id}`);
	expect(page.text).toContain("<h1>Safari on iOS</h1>");
	expect(page.text).toContain("You were signed out from another device.");
	expect((await laptop.page("/activity")).text).toContain(`href="/sessions/${id}"`);

	const stranger = await registered(url, bob);
	for (const path of [`/sessions/${id}`, "/sessions/nothing", "/sessions/%00"]) {
		const answer = await stranger.get(path);
		expect([answer.status, answer.json.error.code]).toEqual([404, "session-not-found"]);
	}
	expect((await new Client(url).get(`/sessions/${id}`)).status).toBe(401);
});
