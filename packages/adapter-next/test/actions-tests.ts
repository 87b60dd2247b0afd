/** Server actions. */

import { expect, test, vi } from "vitest";
import { loggedIn, shown, stage, submit, visitor } from "./stage.ts";

export function actionTests(): void {
	test("store what they changed, and the page that follows shows it", async () => {
		const one = visitor();
		const answer = await submit(one, "set");
		expect(shown(answer)).toBe('{"userId":null,"did":"set"}');
		expect(answer.cookies().map(({ name, attributes }) => [name, attributes.secure, attributes.httponly])).toEqual([
			["__Host-Http-sid", "", ""],
		]);
		expect(shown(await one.get("/pages/action"))).toBe('{"userId":null,"did":"set"}');
	});

	test("S3 a login gives a new token, and the page that follows sees it", async () => {
		const one = visitor();
		await submit(one, "set");
		const { token } = one;
		expect(shown(await submit(one, "login"))).toBe('{"userId":"ada","did":"login"}');
		expect(one.token).not.toBe(token);
	});

	test("S4 C9 a logout expires the cookie, and the page that follows knows", async () => {
		const one = await loggedIn();
		const answer = await submit(one, "logout");
		expect(shown(answer)).toContain('"userId":null');
		expect(answer.cookies()[0]).toMatchObject({ value: "", attributes: { "max-age": "0", path: "/", secure: "" } });
	});

	test.each([
		["redirect", 303],
		["not found", 404],
	])("that leave by %s have stored what they changed", async (what, status) => {
		const one = visitor();
		expect((await submit(one, what)).status).toBe(status);
		expect(shown(await one.get("/pages/action"))).toContain(`"did":"${what}"`);
	});

	test("that fail store nothing, but their login stays", async () => {
		const one = await loggedIn();
		vi.spyOn(console, "error").mockImplementation(() => {});
		expect((await submit(one, "fail")).status).toBe(500);
		expect(shown(await one.get("/pages/action"))).toBe('{"userId":"ada","did":null}');
		const other = visitor();
		await submit(other, "login and fail");
		expect(shown(await other.get("/pages/action"))).toBe('{"userId":"ada","did":null}');
	});

	test("whose demand isn't met send to the login page", async () => {
		const answer = await submit(visitor(), "require");
		expect([answer.status, answer.header("location")]).toEqual([
			303,
			"/login?reason=session-required&returnTo=%2Fpages%2Faction",
		]);
	});

	test("X1 of another site are refused", async () => {
		const one = await loggedIn();
		expect((await submit(one, "set", { "sec-fetch-site": "cross-site" })).status).toBe(403);
		expect(stage.events.some((event) => event.type === "request.cross-site")).toBe(true);
		expect(shown(await one.get("/pages/action"))).toContain('"did":null');
	});
}
