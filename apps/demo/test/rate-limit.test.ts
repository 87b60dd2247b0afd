import { expect, test } from "vitest";
import { alice, bob, registered } from "./accounts.ts";
import { Client } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

const wrong = { ...alice, password: "wrong password" };

/** Tries as often as one account may be tried. */
async function useUp(client: Client, account = wrong): Promise<void> {
	for (let attempt = 0; attempt < 10; attempt++) {
		expect((await client.send("POST", "/login", account)).status).toBe(401);
	}
}

test("who tries passwords too often is told when to try again", async () => {
	const { url } = await startTestDemo();
	await registered(url);
	const client = new Client(url);
	await useUp(client);
	const refused = await client.send("POST", "/login", alice);
	expect([refused.status, refused.json]).toEqual([429, { error: { code: "rate-limited", reason: "rate-limited" } }]);
	const seconds = Number(refused.headers.get("retry-after"));
	expect(seconds).toBeGreaterThan(800);
	expect(seconds).toBeLessThanOrEqual(900);
	expect(refused.headers.get("ratelimit")).toMatch(/^"account";r=0;t=\d+$/);

	const page = await client.submit("/login", wrong);
	expect([page.status, page.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
	expect(page.text).toMatch(/role="alert">Too many attempts\. Try again in 1[45] minutes\.</);
	expect(page.text).toContain('value="alice@example.com"');
});

test("an email that nobody has is limited as well, and other accounts aren't", async () => {
	const { url } = await startTestDemo();
	await registered(url, bob);
	const client = new Client(url);
	await useUp(client);
	expect((await client.send("POST", "/login", wrong)).status).toBe(429);
	expect((await client.send("POST", "/login", bob)).status).toBe(200);
});

test("a right password begins anew", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	for (let attempt = 0; attempt < 9; attempt++) await client.send("POST", "/login", wrong);
	expect((await client.send("POST", "/login", alice)).status).toBe(200);
	await useUp(client);
});

test("many accounts from one network are limited together", async () => {
	const { url } = await startTestDemo();
	const client = new Client(url);
	for (const name of ["a", "b", "c"]) await useUp(client, { ...wrong, email: `${name}@example.com` });
	const refused = await client.send("POST", "/login", { ...wrong, email: "d@example.com" });
	expect([refused.status, refused.headers.get("ratelimit")]).toEqual([429, expect.stringMatching(/^"network"/)]);
});

test("whoever has the session can't guess the password by confirming it", async () => {
	const demo = await startTestDemo();
	const thief = await registered(demo.url);
	for (let attempt = 0; attempt < 10; attempt++) {
		expect((await thief.send("POST", "/confirm", { password: "wrong password" })).status).toBe(401);
	}
	expect((await thief.send("POST", "/confirm", alice)).status).toBe(429);
	expect((await thief.submit("/confirm", alice)).text).toContain("Too many attempts.");
	thief.url = (await demo.restart()).url;
	expect((await thief.send("POST", "/confirm", alice)).status).toBe(429);
});
