import fc from "fast-check";
import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

test("the entry used least recently goes first", () => {
	const map = new BoundedMap<string, number>(2);
	map.set("a", 1);
	map.set("b", 2);
	map.get("a");
	map.set("c", 3);
	expect([map.get("a"), map.get("b"), map.get("c")]).toEqual([1, undefined, 3]);
});

test("whatever is done, it holds no more than its bound, and the newest is there", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(10), { minLength: 1 }), (max, keys) => {
			const map = new BoundedMap<number, object>(max);
			for (const key of keys) {
				const value = map.getOrMake(key, () => ({}));
				expect(map.get(key)).toBe(value);
				expect(map.size).toBeLessThanOrEqual(max);
			}
		}),
	);
});
