import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isStorableId, Keys } from "./keys.ts";

describe("keys", () => {
	const keys = new Keys("app:");

	test("of a user's sessions and index share a hash tag", () => {
		expect(keys.session("tag1-and-the-rest")).toBe("app:{tag1}:s:tag1-and-the-rest");
		expect(keys.user("tag1", "alice")).toBe('app:{tag1}:u:"alice"');
		expect(keys.idOf(keys.session("tag1-and-the-rest"))).toBe("tag1-and-the-rest");
	});

	test("of users are as different as their ids, and their first braces are the tag's", () => {
		const anyId = fc.string({ unit: "binary", minLength: 1 });
		const bytes = (userId: string) => Buffer.from(keys.user("tag1", userId)).toString("hex");
		fc.assert(fc.property(anyId, anyId, (a, b) => (bytes(a) === bytes(b)) === (a === b)));
		fc.assert(fc.property(anyId, (id) => /^[^{}]*\{([^}]*)\}/.exec(keys.user("tag1", id))?.[1] === "tag1"));
		expect(bytes("\ud800")).not.toBe(bytes("\ud801"));
	});

	test.each(["a{b", "}", "*", "a b", "\n", "é", "x".repeat(101)])("don't begin with %j", (prefix) => {
		expect(() => new Keys(prefix)).toThrow("prefix");
	});

	test.each(["", "abc", "a:bc", "ab\n", "{abcd}", "é".repeat(26), "x".repeat(129)])(
		"are not made of the id %j",
		(id) => {
			expect(isStorableId(id)).toBe(false);
		},
	);
});
