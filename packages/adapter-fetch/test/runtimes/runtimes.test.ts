/** X6: sessions on Bun, Deno and workerd. The whole contract runs on Node; this shows that nothing of it is missing there. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { httpClient } from "../../../adapter-express/src/testing/http-client.ts";
import { Visitor } from "../../../core/src/testing/http/visitor.ts";
import { runtimes, type Started } from "./start.ts";

describe.each(Object.entries(runtimes))("X6 on %s", (name, start) => {
	let server: Started;

	beforeAll(async () => {
		server = await start();
	}, 60_000);
	afterAll(() => server?.stop());

	describe.each([
		["a function", ""],
		["Hono", "/hono"],
	])("%s", (_how, base) => {
		const home = base || "/";
		const visitor = (): Visitor => new Visitor(httpClient, server.url);

		test("a visitor logs in, is known, and logs out", async () => {
			const ada = visitor();
			expect((await ada.get(`${base}/account`)).status).toBe(401);
			const login = await ada.post(`${base}/login`);
			expect(login.status).toBe(303);
			expect(login.cookies()).toMatchObject([{ name: "__Host-Http-sid", attributes: { samesite: "Lax" } }]);
			expect(login.header("cache-control")).toBe("no-store");
			const ip = name === "workerd" ? null : "127.0.0.1";
			expect((await ada.get(home)).json()).toMatchObject({ userId: "ada", visits: 1 });
			expect((await ada.get(home)).json()).toMatchObject({ visits: 2, ...(ip && { ip }) });
			const copy = visitor();
			for (const [cookie, value] of ada.jar) copy.jar.set(cookie, value);
			await ada.post(`${base}/logout`);
			expect(ada.jar.size).toBe(0);
			expect((await copy.get(`${base}/account`)).json()).toEqual({
				error: { code: "session-ended", reason: "logout" },
			});
		});

		test("other sites are refused, and told so with the security headers", async () => {
			const answer = await visitor().post(`${base}/login`, { "sec-fetch-site": "cross-site" });
			expect([answer.status, answer.json().error.code]).toEqual([403, "cross-site-request"]);
			expect(answer.header("content-security-policy")).toContain("'nonce-");
			expect(answer.header("x-frame-options")).toBe("DENY");
		});

		test("a change after the first byte of a stream is told", async () => {
			const ada = visitor();
			await ada.post(`${base}/login`);
			const before = (await ada.get(home)).json().dropped;
			expect((await ada.get(`${base}/live`)).body).toBe("begun over");
			await expect.poll(async () => (await ada.get(home)).json().dropped).toBe(before + 1);
		});
	});
});
