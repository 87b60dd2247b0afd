/** Server components. */

import { expect, test } from "vitest";
import { loggedIn, minute, play, shown, stage, visitor } from "./stage.ts";

export function componentTests(): void {
	test("read the session once, however many ask; the proxy stage.reads it once before", async () => {
		const one = await loggedIn({ cart: ["apples"] });
		const answer = await one.get("/pages/session");
		expect(JSON.parse(shown(answer))).toMatchObject({ userId: "ada" });
		expect(answer.body).toContain("<title>ada</title>");
		expect(answer.body.match(/<p>{&quot;cart/g)).toHaveLength(2);
		expect(stage.reads).toBe(2);
		expect(answer.header("cache-control")).toContain("no-store");
	});

	test("a visitor without a session costs no read and gets no cookie", async () => {
		const answer = await visitor().get("/pages/session");
		expect(JSON.parse(shown(answer))).toEqual({ id: null, userId: null, ended: null });
		expect([stage.reads, answer.cookies()]).toEqual([0, []]);
	});

	test("C8 duplicate cookie names are harmless", async () => {
		const one = await loggedIn();
		const good = one.cookie;
		for (const cookie of [`__Host-Http-sid=bad; ${good}`, `${good}; __Host-Http-sid=bad`])
			expect(shown(await visitor().get("/pages/session", { cookie }))).toContain('"userId":"ada"');
		const decoy = `theme=x%3B%20${encodeURIComponent(good ?? "")}`;
		expect(shown(await visitor().get("/pages/session", { cookie: decoy }))).toContain('"userId":null');
	});

	test("can't change it, and are told where that belongs", async () => {
		const one = await loggedIn({ prefs: { theme: "light" } });
		const told = shown(await one.get("/pages/change")).split(" | ");
		expect(told[0]).toMatch(/^session\.login\(\) can't be used here: .*an action \(action\(…\)\) or a route handler/);
		expect(told[1]).toMatch(/^session\.data = … can't be used here/);
		expect(told[2]).toMatch(/not extensible/);
		expect(told[3]).toMatch(/read only/);
		expect(JSON.stringify(await stage.sessions.list("ada"))).not.toContain('"eve"');
	});

	test("a guard sends to the login page, with the reason and the way back", async () => {
		play({});
		const stranger = await visitor().get("/pages/guarded?tab=keys");
		expect([stranger.status, stranger.header("location")]).toEqual([
			307,
			"/login?reason=session-required&returnTo=%2Fpages%2Fguarded%3Ftab%3Dkeys",
		]);
		const one = await loggedIn();
		expect(shown(await one.get("/pages/guarded"))).toBe("ada");
		stage.now += 11 * minute;
		expect((await one.get("/pages/guarded")).header("location")).toContain("reason=login-too-old");
		await stage.sessions.endAll("ada");
		expect((await one.get("/pages/guarded")).header("location")).toContain("reason=revoked");
	});
}
