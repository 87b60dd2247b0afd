import { expect, test } from "vitest";
import { alice, bob, registered, signedIn } from "./accounts.ts";
import { Client, firefox, iphone, type Json } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

const idOf = (list: Json, isCurrent: boolean): string => list.find((item: Json) => item.is_current === isCurrent).id;

test("each of two browsers sees both devices, its own first", async () => {
	const { url, clock } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	clock.now += 5000;
	const phone = await signedIn(url, alice, iphone);

	const seen = (await laptop.get("/sessions")).json;
	expect(seen).toEqual([
		{
			id: expect.stringMatching(/^[\w-]{26}$/),
			device: "Firefox on Linux",
			ip_address: "127.0.0.1",
			user_agent: firefox,
			name: null,
			created_at: new Date(clock.now - 5000).toISOString(),
			last_active: new Date(clock.now - 5000).toISOString(),
			is_current: true,
		},
		expect.objectContaining({ device: "Safari on iOS", user_agent: iphone, is_current: false }),
	]);
	const seenByPhone = (await phone.get("/sessions")).json;
	expect(seenByPhone.map((item: Json) => [item.device, item.is_current])).toEqual([
		["Safari on iOS", true],
		["Firefox on Linux", false],
	]);
});

test("a device can be named, and the name taken away", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	const id = idOf((await client.get("/sessions")).json, true);

	const renamed = await client.send("PATCH", `/sessions/${id}`, { name: " Work laptop " });
	expect([renamed.status, renamed.json.name, renamed.json.is_current]).toEqual([200, "Work laptop", true]);
	expect((await client.get("/sessions")).json[0].name).toBe("Work laptop");

	expect((await client.send("PATCH", `/sessions/${id}`, { name: null })).json.name).toBeNull();
	const malformed = await client.send("PATCH", `/sessions/${id}`, { name: 5 });
	expect([malformed.status, malformed.json]).toEqual([
		400,
		{ error: { code: "invalid-input", reason: "name-missing" } },
	]);
});

test("one that is signed out by another is refused with the reason", async () => {
	const { url } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	const phone = await signedIn(url, alice, iphone);

	const id = idOf((await laptop.get("/sessions")).json, false);
	expect((await laptop.send("DELETE", `/sessions/${id}`)).status).toBe(204);
	const refused = await phone.get("/sessions");
	expect([refused.status, refused.json]).toEqual([401, { error: { code: "session-ended", reason: "revoked" } }]);
	expect(refused.headers.get("www-authenticate")).toBe("Bearer");
	expect((await laptop.get("/sessions")).json).toHaveLength(1);

	const again = await laptop.send("DELETE", `/sessions/${id}`);
	expect([again.status, again.json.error.code]).toEqual([404, "session-not-found"]);
	const renamed = await laptop.send("PATCH", `/sessions/${id}`, { name: "Gone" });
	expect([renamed.status, renamed.json.error.code]).toEqual([404, "session-not-found"]);
});

test("ending its own session signs a client out", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	const id = idOf((await client.get("/sessions")).json, true);
	const ended = await client.send("DELETE", `/sessions/${id}`);
	expect(ended.status).toBe(204);
	expect(ended.headers.getSetCookie()).toEqual([expect.stringContaining("Max-Age=0")]);
	expect((await client.get("/me")).json.error.code).toBe("session-required");
});

test("all others are signed out, or all", async () => {
	const { url } = await startTestDemo();
	const first = await registered(url);
	const second = await signedIn(url);
	const third = await signedIn(url);

	const others = await first.send("POST", "/sessions/revoke-all?keep_current=true");
	expect([others.status, others.json]).toEqual([200, { revoked: 2 }]);
	for (const client of [second, third]) expect((await client.get("/me")).json.error.reason).toBe("revoked");
	expect((await first.get("/me")).status).toBe(200);

	expect((await first.send("POST", "/sessions/revoke-all?keep_current=maybe")).status).toBe(400);
	const all = await first.send("POST", "/sessions/revoke-all?keep_current=false");
	expect([all.status, all.json]).toEqual([200, { revoked: 1 }]);
	expect((await first.get("/me")).status).toBe(401);
});

test("another user's session doesn't exist", async () => {
	const { url } = await startTestDemo();
	const victim = await registered(url, alice);
	const attacker = await registered(url, bob);
	const id = idOf((await victim.get("/sessions")).json, true);
	for (const [method, body] of [
		["PATCH", { name: "Mine" }],
		["DELETE", undefined],
	] as const) {
		const answer = await attacker.send(method, `/sessions/${id}`, body);
		expect([method, answer.status, answer.json.error.code]).toEqual([method, 404, "session-not-found"]);
	}
	expect((await attacker.submit(`/sessions/${id}/end`)).status).toBe(404);
	expect((await attacker.submit(`/sessions/${id}/rename`, { name: "Mine" })).status).toBe(404);
	expect((await victim.get("/sessions")).json).toMatchObject([{ id, name: null }]);
});

test("a client stays signed in when the server is restarted", async () => {
	const demo = await startTestDemo();
	const client = await registered(demo.url);
	client.url = (await demo.restart()).url;
	expect((await client.get("/me")).json.email).toBe(alice.email);
	expect((await (await signedIn(client.url)).get("/sessions")).json).toHaveLength(2);
});

test("nobody gets at sessions without one", async () => {
	const { url } = await startTestDemo();
	const client = new Client(url);
	for (const [method, path] of [
		["GET", "/me"],
		["GET", "/sessions"],
		["PATCH", "/sessions/x"],
		["DELETE", "/sessions/x"],
		["POST", "/sessions/revoke-all"],
		["POST", "/settings/password"],
		["POST", "/confirm"],
	] as const) {
		const answer = await client.send(method, path);
		expect([path, answer.status, answer.json]).toEqual([
			path,
			401,
			{ error: { code: "session-required", reason: "session-required" } },
		]);
	}
});
