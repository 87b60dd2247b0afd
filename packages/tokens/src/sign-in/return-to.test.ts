import { expect, test } from "vitest";
import { pathOf } from "./return-to.ts";

test.each(["/", "/orders?page=2#last", `/${"a".repeat(999)}`])("after a sign-in users go to %s", (path) => {
	expect(pathOf(path)).toBe(path);
});

test.each(["https://evil.example", "//evil.example", `/${"a".repeat(1000)}`, `/${"ä".repeat(200)}`, undefined])(
	"after a sign-in users go to / instead of %s",
	(value) => {
		expect(pathOf(value)).toBe("/");
	},
);
