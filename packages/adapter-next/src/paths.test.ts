import { NextRequest } from "next/server.js";
import { expect, test } from "vitest";
import { isPrefetch, isUnder, pathAndQuery } from "./paths.ts";

test.each([
	["/account", true],
	["/account/keys", true],
	["/%61ccount", true],
	["/account%2Fkeys", true],
	["/accounts", false],
	["/", false],
	["/%zz", true],
])("%s is under /account: %s", (path, expected) => {
	expect(isUnder(["/account"], path)).toBe(expected);
	expect(isUnder(["/account/"], path)).toBe(expected);
	expect(isUnder([], path)).toBe(false);
	expect(isUnder(["/"], path)).toBe(true);
});

test.each([
	["/account?tab=keys&_rsc=1abc", "/account", "?tab=keys"],
	["/account?_rsc=1abc", "/account", ""],
	["/_next/data/build-id/account/keys.json?a=1", "/account/keys", "?a=1"],
	["/_next/data/build-id/index.json", "/", ""],
])("%s is a request for %s", (url, path, query) => {
	expect(pathAndQuery(new NextRequest(`http://here.example${url}`))).toEqual({ path, query });
});

test.each([
	[{ "next-router-prefetch": "1" }, true],
	[{ "x-middleware-prefetch": "1" }, true],
	[{ purpose: "prefetch" }, true],
	[{ "sec-purpose": "prefetch;prerender" }, true],
	[{ "sec-fetch-mode": "navigate" }, false],
] as [Record<string, string>, boolean][])("%j is a prefetch: %s", (headers, expected) => {
	expect(isPrefetch(new NextRequest("http://here.example/", { headers }))).toBe(expected);
});
