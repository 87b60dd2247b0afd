/** The Pages Router. */

import { expect, test, vi } from "vitest";
import { shown, visitor } from "./stage.ts";

export function pagesRouterTests(): void {
	test("has a session that is stored before the page leaves", async () => {
		const one = visitor();
		const answer = await one.get("/server-side?login");
		expect([shown(answer), answer.header("cache-control")]).toEqual(["1", "no-store"]);
		expect(shown(await one.get("/server-side"))).toBe("2");
	});

	test("whose demand isn't met sends to the login page", async () => {
		const answer = await visitor().get("/server-side?require");
		expect([answer.status, answer.header("location")]).toEqual([
			307,
			"/login?reason=session-required&returnTo=%2Fserver-side%3Frequire%3D",
		]);
	});

	test("that fails stores nothing, but its login stays", async () => {
		const one = visitor();
		vi.spyOn(console, "error").mockImplementation(() => {});
		expect((await one.get("/server-side?login&fail")).status).toBe(500);
		expect(shown(await one.get("/server-side"))).toBe("1");
	});
}
