/** What the proxy does. */

import { expect, test } from "vitest";
import { httpClient } from "../../adapter-express/src/testing/http-client.ts";
import { loggedIn, minute, play, shown, stage, visitor } from "./stage.ts";

export function proxyTests(): void {
	test("K6 gives Next the nonce for its scripts, and no client can", async () => {
		const answer = await visitor().get("/pages/session", {
			"x-nonce": "evil",
			"content-security-policy": "script-src 'nonce-evil'",
		});
		const [, nonce] = /script-src 'nonce-([\w-]{22})'/.exec(answer.header("content-security-policy") ?? "") ?? [];
		const scripts = answer.body.match(/<script[^>]*>/g) ?? [];
		expect(scripts.length).toBeGreaterThan(2);
		for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
		expect(answer.body).not.toContain("evil");
		expect(answer.header("x-frame-options")).toBe("DENY");
	});

	test("a rotated token is set, and the components of the same request see its session", async () => {
		play({}, "5m");
		const one = await loggedIn();
		const before = one.token;
		stage.now += 6 * minute;
		const answer = await one.get("/pages/session");
		expect(shown(answer)).toContain('"userId":"ada"');
		expect(one.token).not.toBe(before);
		expect(answer.header("cache-control")).toContain("no-store");
		const secret = one.token.split(".")[1] ?? "";
		expect(answer.body).not.toContain(secret);
		stage.now += minute;
		await one.get("/pages/session");
		expect(stage.events.filter((event) => event.type === "session.refused")).toEqual([]);
	});

	test("S5 a page keeps the session alive, a prefetch doesn't", async () => {
		const [used, prefetched] = [await loggedIn(), await loggedIn()];
		for (let round = 0; round < 2; round++) {
			stage.now += 20 * minute;
			await used.get("/pages/session");
			await prefetched.get("/pages/session", { rsc: "1", "next-router-prefetch": "1" });
		}
		expect(shown(await used.get("/pages/session"))).toContain('"userId":"ada"');
		expect(shown(await prefetched.get("/pages/session"))).toContain('"ended":"idle"');
	});

	test.each(["/pages/protected", "/pages/protected/deep", "/pages/%70rotected", "/_next/data/x/pages/protected.json"])(
		"%s is guarded, whatever is asked for",
		async (path) => {
			const headers: Record<string, string>[] = [
				{},
				{ rsc: "1" },
				{ "next-router-prefetch": "1" },
				{ purpose: "prefetch" },
			];
			for (const header of headers) {
				const answer = await visitor().get(`${path}?a=1`, header);
				expect(answer.status).toBe(307);
				expect(answer.header("location") ?? answer.header("x-nextjs-redirect")).toMatch(
					/^\/login\?reason=session-required&returnTo=%2Fpages%2F/,
				);
				expect(answer.header("content-security-policy")).toContain("nonce-");
			}
		},
	);

	test("C3 no header but Set-Cookie carries a token", async () => {
		play({}, "5m");
		const one = await loggedIn();
		stage.now += 6 * minute;
		const headers = { cookie: one.cookie ?? "" };
		const response = await httpClient({ method: "GET", url: `${stage.url}/pages/session`, headers });
		const [cookie, ...others] = response.headers.toSorted(([name]) => (name === "set-cookie" ? -1 : 1));
		const [, secret = "none"] = cookie?.[1].split(".") ?? [];
		expect(secret).toHaveLength(43);
		expect(JSON.stringify(others)).not.toContain(secret);
		expect(JSON.stringify(others)).not.toContain(one.token);
	});

	test("an API path is answered 401 as JSON, and other sites 403", async () => {
		const answer = await visitor().get("/api/protected/thing");
		expect([answer.status, answer.json()]).toEqual([
			401,
			{ error: { code: "session-required", reason: "session-required" } },
		]);
		const foreign = await visitor().post("/pages/session", { origin: "https://evil.example" });
		expect([foreign.status, foreign.header("vary")]).toEqual([403, expect.stringContaining("Sec-Fetch-Site")]);
	});
}
