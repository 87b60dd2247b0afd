import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { expect, test } from "vitest";
import { alice, bob, registered, signedIn } from "./accounts.ts";
import { Client, firefox, iphone, type Json } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

const typesIn = ({ events }: Json): string[] =>
	events.map(({ type, reason }: Json) => (reason === null ? type : `${type} ${reason}`));

test("a user sees the last day in figures, and what happened", async () => {
	const { url, clock } = await startTestDemo();
	const laptop = await registered(url, alice, firefox);
	await new Client(url).send("POST", "/login", { ...alice, password: "wrong password" });
	const phone = await signedIn(url, alice, iphone);
	await laptop.send("POST", "/sessions/revoke-all?keep_current=true");
	await phone.get("/me");
	clock.now += 5 * 60_000 + 1;
	await laptop.send("POST", "/settings/password", { password: bob.password });
	await laptop.send("POST", "/confirm", alice);
	await laptop.send("POST", "/settings/password", { password: bob.password });

	const { status, json } = await laptop.get("/activity");
	expect([status, json.last_day]).toEqual([
		200,
		{
			logins: 3,
			wrong_passwords: 1,
			ended: { revoked: 1 },
			refused: { ended: 1 },
			devices: ["Firefox on Linux", "Safari on iOS"],
			ip_addresses: ["127.0.0.1"],
		},
	]);
	expect(typesIn(json)).toEqual([
		"password.changed",
		"session.login",
		"session.ended revoked",
		"session.login",
		"password.wrong",
		"session.login",
	]);
	expect(json.events[0]).toEqual({
		at: new Date(clock.now).toISOString(),
		type: "password.changed",
		reason: null,
		session_id: expect.stringMatching(/^[\w-]{26}$/),
		device: "Firefox on Linux",
		ip_address: "127.0.0.1",
	});

	const { text } = await laptop.page("/activity");
	expect(text).toContain("Somebody entered a wrong password.");
	expect(text).toContain("<dt>Wrong passwords</dt><dd>1</dd>");
	expect(text).not.toContain(bob.password);
});

test("what was before is on further pages, and after a day no longer in the figures", async () => {
	const { url, clock } = await startTestDemo();
	await registered(url);
	for (let login = 0; login < 20; login++) await signedIn(url);
	clock.now += 25 * 3_600_000;
	const client = await signedIn(url);
	const newest = (await client.get("/activity")).json;
	expect([newest.last_day.logins, newest.events.length]).toEqual([1, 20]);
	const oldest = (await client.get(`/activity?cursor=${newest.cursor}`)).json;
	expect([oldest.events.length, oldest.cursor]).toEqual([2, null]);
	expect((await client.page("/activity")).text).toContain(`href="/activity?cursor=${newest.cursor}#events"`);
	expect((await client.get("/activity?cursor=x")).status).toBe(400);
});

test("nobody sees another user's activity, and none without a session", async () => {
	const { url } = await startTestDemo();
	await registered(url, alice, iphone);
	const { json } = await (await registered(url, bob)).get("/activity");
	expect([json.events.length, json.last_day.devices]).toEqual([1, ["Firefox on Linux"]]);
	expect((await new Client(url).get("/activity")).status).toBe(401);
	expect((await new Client(url).page("/activity")).headers.get("location")).toBe("/login");
});

test.each([
	["in the data folder", {}, 2],
	["in memory", { store: "memory" }, 1],
])("the trail is %s, and no password is in it", async (_place, options, logins) => {
	const demo = await startTestDemo(options);
	await registered(demo.url);
	await new Client(demo.url).send("POST", "/login", { ...alice, password: "not the password" });
	const { url, dataDir } = await demo.restart();
	const client = await signedIn(url);
	expect((await client.get("/activity")).json.last_day.logins).toBe(logins);
	if ("store" in options) return;
	const database = new SqliteDatabase(join(dataDir, "audit.sqlite"), { readonly: true });
	const rows = JSON.stringify(database.prepare("SELECT * FROM sojourn_audit").all());
	database.close();
	expect(rows).toContain("password.wrong");
	for (const secret of [alice.password, "not the password", alice.email]) expect(rows).not.toContain(secret);
});
