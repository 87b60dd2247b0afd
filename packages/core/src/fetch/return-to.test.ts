import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { safeReturnTo } from "./return-to.ts";

describe("safeReturnTo", () => {
	test.each(["/", "/account", "/a/b?c=d#e", "/search?q=a%2Fb", "/%5Cevil.example", "/a//b", "/ä"])(
		"keeps %s",
		(path) => {
			const { pathname, search, hash } = new URL(path, "http://here.example");
			expect(safeReturnTo(path)).toBe(pathname + search + hash);
		},
	);

	test.each([
		"//evil.example",
		"/\\evil.example",
		"\\\\evil.example",
		"https://evil.example",
		"https:evil.example",
		"javascript:alert(1)",
		"evil.example",
		"",
		"/\t/evil.example",
		"/\n/evil.example",
		"/a\\..\\\\evil.example",
		"/.//evil.example",
		"/..//evil.example",
		"/a/..//evil.example",
		"/%2e//evil.example",
		" //evil.example",
		undefined,
		null,
		["/account"],
		{},
	])("goes to the fallback instead of %j", (value) => {
		expect(safeReturnTo(value)).toBe("/");
		expect(safeReturnTo(value, "/home")).toBe("/home");
	});

	test("whatever it is given, a browser stays on the origin", () => {
		const evil = fc.array(
			fc.constantFrom("/", "\\", "\t", "\n", ".", "%2e", "%2f", ":", "@", "?", "#", "evil.example"),
		);
		fc.assert(
			fc.property(
				fc.oneof(
					evil.map((parts) => `/${parts.join("")}`),
					fc.string(),
					fc.webUrl(),
				),
				(value) => {
					const path = safeReturnTo(value);
					expect(new URL(path, "https://here.example").origin).toBe("https://here.example");
					// and once more, as the page that it is given to does
					expect(safeReturnTo(path)).toBe(path);
				},
			),
			{ numRuns: 2000 },
		);
	});
});
