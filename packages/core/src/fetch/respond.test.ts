import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ResponseStart, SetCookie } from "@sojourn/core";
import { expect, onTestFinished, test } from "vitest";
import { withHeaders } from "./respond.ts";

const start: ResponseStart = {
	nonce: "",
	headers: [
		["X-Frame-Options", "DENY"],
		["Referrer-Policy", "no-referrer"],
	],
	vary: "Origin",
};
const cookie = (name: string): SetCookie => ({
	name,
	value: "1",
	path: "/",
	secure: true,
	httpOnly: true,
	sameSite: "lax",
});
const session = { cookies: [cookie("a"), cookie("b")], headers: [["Cache-Control", "no-store"] as const] };

/** A response that came over the wire. */
async function fetched(): Promise<Response> {
	const server = createServer((_req, res) => {
		res
			.writeHead(
				201,
				[
					["Set-Cookie", "own=1"],
					["Set-Cookie", "own=2"],
					["ETag", '"x"'],
				].flat(),
			)
			.end("upstream");
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => void server.close());
	return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test("each cookie has a line of its own, beside the handler's", () => {
	const own = new Response("x", {
		headers: [
			["Set-Cookie", "own=1"],
			["Set-Cookie", "own=2"],
		],
	});
	const lines = withHeaders(own, start, session).headers.getSetCookie();
	expect(lines.map((line) => line.split(";", 1)[0])).toEqual(["own=1", "own=2", "a=1", "b=1"]);
});

test("the handler's own headers stay; those of the session take the place of others", () => {
	const own = new Response("x", {
		headers: { "X-Frame-Options": "SAMEORIGIN", Vary: "Accept", "Cache-Control": "public" },
	});
	const { headers } = withHeaders(own, start, session);
	expect(Object.fromEntries(headers)).toMatchObject({
		"x-frame-options": "SAMEORIGIN",
		"referrer-policy": "no-referrer",
		vary: "Accept, Origin",
		"cache-control": "no-store",
	});
});

test.each<[string, () => Response | Promise<Response>, number, string]>([
	["a redirect, whose headers can't be changed", () => Response.redirect("https://a.example/"), 302, ""],
	["a fetched response, whose headers can't be changed", fetched, 201, "upstream"],
	["204", () => new Response(null, { status: 204 }), 204, ""],
	["304", () => new Response(null, { status: 304, headers: { ETag: '"x"' } }), 304, ""],
	["JSON", () => Response.json({ a: 1 }, { status: 418, statusText: "Teapot" }), 418, '{"a":1}'],
])("%s keeps what it is", async (_what, make, status, body) => {
	const response = await make();
	const before = new Headers(response.headers);
	const copy = withHeaders(response, start, session);
	expect([copy.status, copy.statusText, await copy.text()]).toEqual([status, response.statusText, body]);
	expect(copy.headers.getSetCookie().slice(-2)).toHaveLength(2);
	for (const [name, value] of before) if (name !== "set-cookie") expect(copy.headers.get(name)).toBe(value);
});

test("one object for many requests: nobody gets another's cookie", () => {
	const shared = new Response(null, { status: 303, headers: { Location: "/login" } });
	withHeaders(shared, start, session);
	expect(withHeaders(shared, start, { cookies: [cookie("c")], headers: [] }).headers.getSetCookie()).toHaveLength(1);
	expect(withHeaders(shared, start).headers.getSetCookie()).toEqual([]);
	expect([...shared.headers]).toEqual([["location", "/login"]]);
});

test("a network error is handed on as it is", () => {
	const error = Response.error();
	expect(withHeaders(error, start, session)).toBe(error);
});

test("an upgraded connection is handed on as it is", () => {
	// No constructor makes one: runtimes do, for the answer to a WebSocket handshake.
	const upgraded = Object.create(new Response(), { status: { value: 101 } });
	expect(withHeaders(upgraded, start, session)).toBe(upgraded);
});
