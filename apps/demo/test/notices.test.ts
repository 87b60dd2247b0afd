import { expect, test } from "vitest";
import { alice, bob, registered, signedIn } from "./accounts.ts";
import { Client, firefox, iphone } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

test("a login from a new device is asked about on the others, and not on itself", async () => {
	const { url, clock } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	expect((await laptop.get("/notices")).json).toEqual([]);

	const phone = await signedIn(url, alice, iphone);
	const [notice] = (await laptop.get("/notices")).json;
	expect(notice).toEqual({
		id: expect.any(String),
		session_id: (await phone.get("/sessions")).json[0].id,
		device: "Safari on iOS",
		ip_address: "127.0.0.1",
		at: new Date(clock.now).toISOString(),
	});
	expect((await laptop.page("/sessions")).text).toContain("Was this you?");
	expect((await phone.page("/sessions")).text).not.toContain("Was this you?");
	for (const answer of ["mine", "not-mine"]) {
		const refused = await phone.send("POST", `/notices/${notice.id}/${answer}`);
		expect([refused.status, refused.json.error.code]).toEqual([404, "notice-not-found"]);
	}
});

test("who says that it was them isn't asked again", async () => {
	const { url } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	const phone = await signedIn(url, alice, iphone);
	const [{ id }] = (await laptop.get("/notices")).json;
	const answer = await laptop.submit(`/notices/${id}/mine`);
	expect([answer.status, answer.headers.get("location")]).toEqual([303, "/sessions"]);
	const { text } = await laptop.page("/sessions");
	expect(text).toContain("Thank you. Safari on iOS stays signed in.");
	expect(text).not.toContain("Was this you?");
	expect((await phone.get("/me")).status).toBe(200);
	expect((await laptop.send("POST", `/notices/${id}/mine`)).status).toBe(404);
});

test("who says that it wasn't is led to a new password, and the device is signed out", async () => {
	const { url, clock } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	const phone = await signedIn(url, alice, iphone);
	clock.now += 6 * 60_000;
	const [{ id }] = (await laptop.get("/notices")).json;
	const answer = await laptop.submit(`/notices/${id}/not-mine`);
	expect([answer.status, answer.headers.get("location")]).toEqual([303, "/settings/password"]);
	expect((await laptop.page("/settings/password")).headers.get("location")).toBe("/confirm");
	expect((await laptop.page("/confirm")).text).toContain("Safari on iOS is signed out.");
	expect((await phone.get("/me")).json.error).toEqual({ code: "session-ended", reason: "revoked" });
	expect((await laptop.get("/notices")).json).toEqual([]);
});

test("a browser that is known is no news: after a logout, and after a restart", async () => {
	const demo = await startTestDemo();
	const laptop = await registered(demo.url, alice, firefox);
	const phone = await signedIn(demo.url, alice, iphone);
	const [{ id }] = (await laptop.get("/notices")).json;
	await laptop.send("POST", `/notices/${id}/mine`);
	await phone.send("POST", "/logout");
	const { url } = await demo.restart();
	laptop.url = url;
	phone.url = url;
	expect((await phone.send("POST", "/login", alice)).status).toBe(200);
	expect((await laptop.get("/notices")).json).toEqual([]);
});

test("a program with a token of its own is asked about, since nothing can make it known", async () => {
	const { url } = await startTestDemo();
	const laptop = await registered(url);
	await new Client(url, "MyApp/1.0").send("POST", "/login?token=bearer", alice);
	expect((await laptop.get("/notices")).json).toMatchObject([{ device: "MyApp" }]);
});

test("another user's notices don't exist, and old ones are gone", async () => {
	const { url, clock } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	await signedIn(url, alice, iphone);
	const [{ id }] = (await laptop.get("/notices")).json;
	const other = await registered(url, bob);
	expect((await other.get("/notices")).json).toEqual([]);
	expect((await other.send("POST", `/notices/${id}/not-mine`)).status).toBe(404);

	clock.now += 31 * 86_400_000;
	await signedIn(url, alice, iphone);
	await laptop.send("POST", "/login", alice);
	expect((await laptop.get("/notices")).json).toHaveLength(1);
	expect((await new Client(url).get("/notices")).status).toBe(401);
});
