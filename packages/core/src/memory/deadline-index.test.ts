import fc from "fast-check";
import { expect, test } from "vitest";
import { DeadlineIndex } from "./deadline-index.ts";

interface Item {
	readonly name: number;
	due: number;
}

const name = fc.nat({ max: 20 });
const time = fc.oneof(fc.nat({ max: 5_000 }), fc.nat({ max: 10_000_000 }), fc.integer({ min: -5_000, max: 0 }));
const step = fc.oneof(
	fc.record({ do: fc.constant("set" as const), name, time }),
	fc.record({ do: fc.constant("delete" as const), name }),
	fc.record({ do: fc.constant("take" as const), time, limit: fc.integer({ min: 1, max: 5 }) }),
);

test("does what a search through everything would do", () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
			const index = new DeadlineIndex<Item>();
			const items = Array.from({ length: 21 }, (_, name): Item => ({ name, due: 0 }));
			const model = new Map<Item, number>();
			for (const one of steps) {
				if (one.do === "take") {
					const due = [...model].filter(([, at]) => at <= one.time).map(([item]) => item);
					const taken = index.take(one.time, one.limit);
					expect(taken.length).toBe(Math.min(due.length, one.limit));
					expect(due).toEqual(expect.arrayContaining(taken));
					expect(new Set(taken).size).toBe(taken.length);
					for (const item of taken) model.delete(item);
					continue;
				}
				const item = items[one.name];
				if (item === undefined) continue;
				if (one.do === "set") {
					index.set(item, one.time);
					model.set(item, one.time);
				} else {
					index.delete(item);
					model.delete(item);
				}
			}
			expect(new Set(index.take(Number.POSITIVE_INFINITY, 100))).toEqual(new Set(model.keys()));
		}),
		{ numRuns: 300 },
	);
});

test("takes what is due first by seconds", () => {
	const index = new DeadlineIndex<Item>();
	for (const due of [9_000, 1_500, 4_000, 1_000, 7_000]) index.set({ name: due, due: 0 }, due);
	expect(
		index
			.take(8_000, 2)
			.map((item) => item.due)
			.sort(),
	).toEqual([1_000, 1_500]);
	expect(index.take(8_000, 9).map((item) => item.due)).toEqual([4_000, 7_000]);
});

test("a session that is touched for ever, and swept never, leaves nothing behind", () => {
	const index = new DeadlineIndex<Item>();
	const item: Item = { name: 0, due: 0 };
	for (let second = 0; second < 100_000; second++) index.set(item, second * 1_000);
	expect(index.seconds.length).toBeLessThan(200);
});
