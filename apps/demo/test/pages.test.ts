import { expect, test } from "vitest";
import { alice, bob, registered, signedIn } from "./accounts.ts";
import { Client, type Json } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";

test("a person is led through registration, renaming and signing out by pages", async () => {
	const { url } = await startTestDemo();
	const person = new Client(url);
	const created = await person.submit("/register", alice);
	expect([created.status, created.headers.get("location")]).toEqual([303, "/sessions"]);
	const other = await signedIn(url);

	const list: Json = (await person.get("/sessions")).json;
	const renamed = await person.submit(`/sessions/${list[0].id}/rename`, { name: "Work laptop" });
	expect([renamed.status, renamed.headers.get("location")]).toEqual([303, "/sessions"]);
	expect((await person.page("/sessions")).text).toContain("Renamed to “Work laptop”.");
	expect((await person.page("/sessions")).text).not.toContain("Renamed to");

	expect((await person.submit(`/sessions/${list[1].id}/end`)).status).toBe(303);
	const refused = await other.page("/sessions");
	expect([refused.status, refused.headers.get("location")]).toEqual([303, "/login"]);
	expect((await other.page("/login")).text).toContain("You were signed out from another device.");

	const left = await person.submit("/logout");
	expect([left.status, left.headers.get("location")]).toEqual([303, "/login?signed-out"]);
	expect((await person.page("/login?signed-out")).text).toContain("You are signed out.");
});

test("the login page says in words why a session ended", async () => {
	const { url, clock } = await startTestDemo();
	const here = await registered(url);
	const there = await signedIn(url);
	await here.submit("/settings/password", { password: bob.password });
	expect((await there.page("/login")).text).toContain("because your password was changed on another device");
	clock.now += 31 * 60_000;
	expect((await here.page("/login")).text).toContain("because you were away for a while");
	expect((await new Client(url).page("/login")).text).not.toContain("signed out");
});

test("an old login leads to the confirmation, and from there to the password", async () => {
	const { url, clock } = await startTestDemo();
	const person = await registered(url);
	expect((await person.page("/settings/password")).status).toBe(200);
	clock.now += 6 * 60_000;
	expect((await person.page("/settings/password")).headers.get("location")).toBe("/confirm");
	const wrong = await person.submit("/confirm", { password: "wrong password" });
	expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining("That isn&#39;t your password.")]);
	expect((await person.submit("/confirm", alice)).headers.get("location")).toBe("/settings/password");
	expect((await person.page("/settings/password")).status).toBe(200);
});

test("a form that isn't accepted comes back with what was typed and what is wrong", async () => {
	const { url } = await startTestDemo();
	const person = new Client(url);
	const answer = await person.submit("/register", { email: alice.email, password: "short" });
	expect(answer.status).toBe(400);
	expect(answer.text).toContain('value="alice@example.com"');
	expect(answer.text).toContain('<p class="wrong" id="password-problem" role="alert">Use at least 8 characters.</p>');
	expect(answer.text).toContain('aria-describedby="password-hint password-problem" aria-invalid="true"');
	expect(answer.text).not.toContain("short");
});

test("what people type is never taken for HTML", async () => {
	const { url } = await startTestDemo();
	const attack = '"><script>alert(1)</script>';
	const email = '"><script>alert(1)</script>@example.com';
	const person = await registered(url, { ...alice, email }, `${attack}/1.0`);
	const [{ id }] = (await person.get("/sessions")).json;
	await person.submit(`/sessions/${id}/rename`, { name: attack });
	for (const path of ["/", "/sessions", "/settings", "/settings/password"]) {
		const { status, text } = await person.page(path);
		expect([path, status]).toEqual([path, 200]);
		expect(text).not.toContain("<script>");
		expect(text).toContain("&quot;&gt;&lt;script&gt;alert(1)");
	}
	const again = await new Client(url).submit("/login", { email: attack, password: "x" });
	expect(again.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
});

test("pages carry the security headers, a nonce of their own, and nothing inline", async () => {
	const { url } = await startTestDemo();
	const person = await registered(url);
	const nonces = new Set<string>();
	for (const path of ["/", "/sessions", "/activity", "/settings", "/nowhere"]) {
		const { headers, text } = await person.page(path);
		const [, nonce = "none"] = /'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "") ?? [];
		nonces.add(nonce);
		expect(text).toContain(`nonce="${nonce}"`);
		expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\/(?!localhost)/);
		expect(headers.get("cache-control")).toBe("no-store");
		expect(headers.get("x-powered-by")).toBeNull();
	}
	expect(nonces.size).toBe(5);
	expect((await new Client(url).page("/")).headers.getSetCookie()).toEqual([]);
});

test("static files are cached, under a URL that changes with them", async () => {
	const { url } = await startTestDemo();
	const client = new Client(url);
	const [, path = ""] = /href="(\/assets\/style\.css\?v=[\w-]+)"/.exec((await client.page("/")).text) ?? [];
	const answer = await client.get(path);
	expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
	expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
});
