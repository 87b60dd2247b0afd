import type { SetCookie } from "@sojourn/core";
import { expect, test } from "vitest";
import { jsonAnswer, noStore, toResponse } from "./answer.ts";

test("a redirect has each of its cookies", () => {
	const cookie: SetCookie = { name: "a", value: "1", path: "/", secure: true, httpOnly: true, sameSite: "lax" };
	const cookies = [cookie, { ...cookie, name: "b" }];
	const { status, headers, body } = toResponse({ location: "/account?a=b", cookies, headers: [noStore] });
	expect([status, headers.get("location"), headers.get("cache-control"), body]).toEqual([
		303,
		"/account?a=b",
		"no-store",
		null,
	]);
	expect(headers.getSetCookie()).toEqual([
		"a=1; Path=/; Secure; HttpOnly; SameSite=Lax",
		"b=1; Path=/; Secure; HttpOnly; SameSite=Lax",
	]);
});

test("an answer has its status, headers and body", async () => {
	const response = toResponse(jsonAnswer(400, { error: "invalid_request" }));
	expect([response.status, response.headers.get("content-type")]).toEqual([400, "application/json"]);
	expect(await response.json()).toEqual({ error: "invalid_request" });
	expect(toResponse({ status: 202, headers: [noStore], body: "" }).body).toBeNull();
});
