import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathOf } from "./return-to.ts";

const site = "https://shop.example/sign-in/callback";

describe("where to go after a sign-in", () => {
	test.each(["/", "/account", "/a/b?c=d#e", "/search?q=a%2Fb", "/%5Cevil.example", "/a//b"])("keeps %s", (path) => {
		expect(pathOf(path, site)).toBe(path);
	});

	test.each([
		"//evil.example",
		"/\\evil.example",
		"https://evil.example",
		"https://shop.example/account",
		"https:evil.example",
		"javascript:alert(1)",
		"evil.example",
		"",
		"/\t/evil.example",
		"/\n/evil.example",
		"/a\\..\\\\evil.example",
		"/.//evil.example",
		"/a/..//evil.example",
		"/%2e//evil.example",
		" //evil.example",
		`/${"a".repeat(1000)}`,
		undefined,
		null,
		["/account"],
		{},
	])("is / instead of %j", (value) => {
		expect(pathOf(value, site)).toBe("/");
	});

	test("whatever it is given, a browser stays on the site", () => {
		const parts = fc.constantFrom("/", "\\", "\t", "\n", ".", "%2e", "%2f", ":", "@", "?", "#", "evil.example");
		const paths = fc.array(parts).map((path) => `/${path.join("")}`);
		fc.assert(
			fc.property(fc.oneof(paths, fc.string(), fc.webUrl()), (value) => {
				const path = pathOf(value, site);
				expect(new URL(path, site).origin).toBe("https://shop.example");
				expect(pathOf(path, site)).toBe(path);
			}),
			{ numRuns: 2000 },
		);
	});
});
