import { expect, test } from "vitest";
import { registered } from "./accounts.ts";
import { Client } from "./client.ts";
import { startTestDemo } from "./running-demo.ts";
import { callback, startDemoWithProvider } from "./test-provider.ts";

test("who comes by the provider has an account, the same one each time", async () => {
	const { signedIn, url, clock } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	const account = (await ada.get("/me")).json;
	const created_at = new Date(clock.now).toISOString();
	expect(account).toEqual({ id: expect.any(String), email: "ada", created_at });
	expect((await ada.page("/")).text).toContain("signed in as <strong");

	clock.now += 60_000;
	expect((await (await signedIn("ada")).get("/me")).json).toEqual(account);
	expect((await (await signedIn("bob")).get("/me")).json.id).not.toBe(account.id);
	const login = await new Client(url).send("POST", "/login", { email: "ada@example.org", password: "anything at all" });
	expect(login.status).toBe(401);
});

test("the provider keeps the password, and here there is none to be changed", async () => {
	const { signedIn } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	expect((await ada.page("/settings")).text).toContain("There is none here");
	for (const path of ["/settings/password", "/confirm"]) {
		expect((await ada.page(path)).headers.get("location")).toBe("/settings");
		const answer = await ada.send("POST", path, { password: "a password of my own" });
		expect([path, answer.status, answer.json.error.reason]).toEqual([path, 404, "no-password"]);
	}
});

test("a callback is good once, and only in the browser that began", async () => {
	const { url, provider } = await startDemoWithProvider();
	const ada = new Client(url);
	const back = await callback(ada, provider, "ada");
	const stranger = await new Client(url).page(back);
	expect([stranger.status, stranger.headers.getSetCookie()]).toEqual([401, []]);
	expect(stranger.text).toContain("begun in this browser");

	const done = await ada.page(back);
	expect([done.status, done.headers.get("location")]).toEqual([303, "/tokens"]);
	const again = await ada.page(back);
	expect([again.status, again.headers.get("location")]).toEqual([303, "/tokens"]);
	const program = await ada.get(back);
	expect([program.status, program.json.error]).toEqual([401, { code: "sign-in-failed", reason: "not-begun" }]);
});

test("a sign-in that fails leads back to the login page, which says why", async () => {
	const { url, provider } = await startDemoWithProvider();
	const ada = new Client(url);
	const allowed = await callback(ada, provider, "ada");
	const refused = await ada.page(allowed.replace(/code=[^&]+/, "error=access_denied"));
	expect([refused.status, refused.headers.getSetCookie()]).toEqual([401, [expect.stringContaining("Max-Age=0")]]);
	expect(refused.text).toContain('role="alert">You refused. Nothing was changed.<');

	const back = await callback(ada, provider, "ada");
	provider.faults.always("token", { status: 503 });
	const down = await ada.page(back);
	expect([down.status, down.text]).toEqual([503, expect.stringContaining("can&#39;t be reached just now")]);
	expect((await ada.get("/me")).status).toBe(401);
});

test("signing out at the provider signs out here, and nobody else", async () => {
	const { signedIn, provider } = await startDemoWithProvider();
	const [ada, elsewhere, bob] = [await signedIn("ada"), await signedIn("ada"), await signedIn("bob")];
	await provider.signOut("ada");
	for (const client of [ada, elsewhere])
		expect((await client.get("/me")).json.error).toEqual({ code: "session-ended", reason: "provider-logout" });
	expect((await ada.page("/login")).text).toContain("You signed out at your provider, and so here too.");
	expect((await bob.get("/me")).status).toBe(200);
	const { json } = await (await signedIn("ada")).get("/activity");
	expect(json.events.map((event: { type: string }) => event.type)).toContain("sign-out.provider");
});

test("a provider that is down is said so, to those who want to sign out there as well", async () => {
	const { url, provider } = await startDemoWithProvider();
	const client = await registered(url);
	await provider.down();
	const page = await client.submit("/sign-out");
	expect([page.status, page.text]).toEqual([503, expect.stringContaining("provider can&#39;t be reached just now")]);
	expect((await client.get("/me")).status, "here it is done").toBe(401);
	await provider.up();
});

test("what pretends to be the provider signs nobody out", async () => {
	const { signedIn, url } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	for (const body of ["", "logout_token=x", "logout_token=e30.e30."]) {
		const answer = await fetch(`${url}/back-channel-logout`, {
			method: "POST",
			body,
			headers: { "content-type": "application/x-www-form-urlencoded" },
		});
		expect([answer.status, answer.headers.getSetCookie()]).toEqual([400, []]);
	}
	expect((await ada.get("/me")).status).toBe(200);
});

test("signing out here leads on to the provider, with nothing in the address, and gives the tokens back", async () => {
	const { signedIn, url, provider } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	const there = await ada.page("/sign-out");
	expect((await ada.get("/me")).status, "it is the provider that asks first").toBe(200);
	const left = await ada.submit("/sign-out");
	expect(left.headers.get("content-security-policy")).toContain(`form-action 'self' ${provider.issuer};`);
	expect(left.headers.get("location")).toBe(there.headers.get("location"));
	const address = new URL(left.headers.get("location") ?? "");
	expect([...address.searchParams.keys()].sort()).toEqual(["client_id", "post_logout_redirect_uri"]);
	expect((await provider.authorize(address, { user: "ada" })).href).toBe(`${url}/login?signed-out`);
	expect((await ada.get("/me")).json.error.code).toBe("session-required");
	expect(provider.requests("revocation")).toBe(2);

	const bob = await signedIn("bob");
	expect((await bob.submit("/logout")).headers.get("location")).toBe("/login?signed-out");
	expect(provider.requests("revocation")).toBe(4);
});

test("without a provider there is no such thing", async () => {
	const { url } = await startTestDemo();
	const client = await registered(url);
	for (const path of ["/sign-in", "/sign-in/callback", "/sign-out", "/tokens"])
		expect((await client.get(path)).status).toBe(404);
	const { text, headers } = await new Client(url).page("/login");
	expect(text).not.toContain("Sign in with");
	expect(headers.get("content-security-policy")).toContain("form-action 'self';");
});
