import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { registered } from "./accounts.ts";
import type { Json } from "./client.ts";
import { grantOf, startDemoWithProvider } from "./test-provider.ts";

test("a user sees what the provider granted, and a forced refresh in its history", async () => {
	const { signedIn, provider, clock } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	const granted = await grantOf(ada);
	expect(granted).toEqual({
		provider: "provider",
		subject: "ada",
		scope: "openid email offline_access",
		refreshable: true,
		ended: null,
		access_tokens: [
			{ resource: null, scope: granted.scope, expires_at: expect.any(String), refresh_at: expect.any(String) },
		],
		history: [],
	});
	clock.now += 10_000;
	const refreshed = (await ada.send("POST", "/tokens/refresh")).json[0];
	const line = { at: new Date(clock.now).toISOString(), reason: "forced", outcome: "refreshed" };
	expect(refreshed.history).toEqual([line]);
	expect(refreshed.access_tokens[0].expires_at > granted.access_tokens[0].expires_at).toBe(true);
	expect(await grantOf(ada)).toEqual(refreshed);
	expect((await ada.submit("/tokens/refresh")).headers.get("location")).toBe("/tokens");
	expect((await ada.page("/tokens")).text).toContain("The tokens are refreshed.");
	expect(provider.spends).toEqual({ refreshed: 2, reused: 0, refused: 0 });
});

test("the API is called with a token that works", async () => {
	const { signedIn, provider, clock } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	const call = async () => (await ada.send("POST", "/tokens/call")).json;
	const reasons = async () => (await grantOf(ada)).history.map(({ reason }: Json) => reason);
	const answer = await call();
	expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { sub: "ada", email: "ada@example.org" }]);
	expect(await reasons()).toEqual([]);

	clock.now += 300_000;
	expect((await call()).status).toBe(200);
	expect(await reasons()).toEqual(["expired"]);

	provider.faults.next("userinfo", { status: 401 });
	expect((await call()).status).toBe(200);
	expect(await reasons()).toEqual(["forced", "expired"]);

	expect((await ada.submit("/tokens/call")).text).toContain("ada@example.org");
});

test("tokens are given back, and the session goes on without them", async () => {
	const { signedIn, provider, clock } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	const [revoked] = (await ada.send("POST", "/tokens/revoke")).json;
	const ended = { reason: "revoked", at: new Date(clock.now).toISOString() };
	expect(revoked).toMatchObject({ ended, refreshable: false, access_tokens: [] });
	expect(provider.requests("revocation")).toBe(2);
	const refused = await ada.send("POST", "/tokens/call");
	expect([refused.status, refused.json.error]).toEqual([401, { code: "token-refresh", reason: "revoked" }]);
	const page = await ada.submit("/tokens/refresh");
	expect([page.status, page.text]).toEqual([401, expect.stringContaining("Sign in there again.")]);
	expect(page.text).toContain("Sign in with provider");
	expect((await ada.get("/me")).status).toBe(200);
});

test("a provider that fails is said so, and its tokens stay", async () => {
	const log = vi.spyOn(console, "error").mockImplementation(() => {});
	onTestFinished(() => log.mockRestore());
	const { signedIn, provider, clock } = await startDemoWithProvider();
	const ada = await signedIn("ada");
	provider.faults.next("token", { status: 401, body: '{"error":"invalid_client"}' });
	const page = await ada.submit("/tokens/refresh");
	expect([page.status, page.text]).toEqual([502, expect.stringContaining("understand each other (invalid_client)")]);
	expect(log).toHaveBeenCalledOnce();
	clock.now += 60_000;
	expect((await ada.send("POST", "/tokens/refresh")).json[0].history.map(({ outcome }: Json) => outcome)).toEqual([
		"refreshed",
		"invalid_client",
	]);
});

test("what happens to tokens is in the user's activity, and no token is anywhere", async () => {
	const { signedIn, provider, dataDir } = await startDemoWithProvider();
	const tokens: string[] = [];
	provider.faults.always("token", {
		change(answer) {
			for (const name of ["access_token", "refresh_token", "id_token"]) tokens.push(String(answer[name]));
			return answer;
		},
	});
	const ada = await signedIn("ada");
	await ada.send("POST", "/tokens/refresh");
	const pages = [await ada.page("/tokens"), await ada.submit("/tokens/call"), await ada.get("/tokens")];
	await ada.send("POST", "/tokens/revoke");
	const activity = await ada.get("/activity");
	expect(activity.json.events.map(({ type, reason }: Json) => [type, reason])).toEqual([
		["token.revoked", "revoked"],
		["token.refreshed", "forced"],
		["token.granted", null],
		["session.login", null],
	]);
	expect((await ada.page("/activity")).text).toContain("The tokens of provider were refreshed.");
	pages.push(activity, await ada.page("/sign-out"));

	expect(tokens.filter((token) => token.length > 20)).toHaveLength(6);
	const sent = pages.map(({ text, headers }) => text + JSON.stringify([...headers]));
	const stored = readdirSync(dataDir).map((file) => readFileSync(join(dataDir, file), "latin1"));
	for (const place of [...sent, ...stored]) for (const token of tokens) expect(place.includes(token)).toBe(false);
});

test("who has a password has no tokens, and programs need a session for them", async () => {
	const { url } = await startDemoWithProvider();
	const alice = await registered(url);
	expect((await alice.get("/tokens")).json).toEqual([]);
	expect((await alice.page("/tokens")).text).toContain("There are none now.");
	const call = await alice.send("POST", "/tokens/call");
	expect([call.status, call.json.error.reason]).toEqual([401, "no-grant"]);
	expect((await fetch(`${url}/tokens`)).status).toBe(401);
});
