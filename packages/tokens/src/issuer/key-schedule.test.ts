import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dueKeys, type KeyTimes, nextDue, signingAt } from "./key-schedule.ts";

const schedule = { rotateEvery: 30, overlap: 10 };
const first: KeyTimes = { signsFrom: 0, signsUntil: 30, verifiesUntil: 40 };
const second: KeyTimes = { signsFrom: 30, signsUntil: 60, verifiesUntil: 70 };

describe("what is due", () => {
	test("the first key signs at once", () => {
		expect(dueKeys([], 0, schedule)).toEqual({ kept: [], next: first });
	});

	test("the next one is published before it signs, and the old one verifies after it signed", () => {
		expect(dueKeys([first], 19, schedule)).toEqual({ kept: [first], next: null });
		expect(dueKeys([first], 20, schedule)).toEqual({ kept: [first], next: second });
		expect(dueKeys([first, second], 39, schedule)).toEqual({ kept: [first, second], next: null });
		expect(dueKeys([first, second], 40, schedule)).toEqual({ kept: [second], next: null });
	});

	test("nobody asked for a long time: the next one signs at once", () => {
		expect(dueKeys([first], 35, schedule).next).toMatchObject({ signsFrom: 35 });
		expect(dueKeys([first], 99, schedule)).toMatchObject({ kept: [], next: { signsFrom: 99 } });
	});
});

test("the newest key whose time has come signs; by a clock that is behind, the oldest", () => {
	for (const keys of [
		[first, second],
		[second, first],
	]) {
		expect(signingAt(keys, 29)).toBe(first);
		expect(signingAt(keys, 30)).toBe(second);
		expect(signingAt(keys, -5)).toBe(first);
		expect(signingAt(keys, 70)).toBeUndefined();
	}
});

test("for whoever asks at whatever times, a key signs, is published in time and outlives what it signed", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 0, max: 45 }), { minLength: 1, maxLength: 40 }), (pauses) => {
			let keys: readonly KeyTimes[] = [];
			let now = 0;
			let due = 0;
			for (const pause of pauses) {
				now += pause;
				const { kept, next } = dueKeys(keys, now, schedule);
				const isDue = next !== null || kept.length < keys.length;
				expect(isDue).toBe(now >= due);
				keys = next === null ? kept : [...kept, next];
				due = nextDue(keys, schedule);
				const signing = signingAt(keys, now);
				expect(signing?.signsFrom).toBeLessThanOrEqual(now);
				expect(signing?.signsUntil).toBeGreaterThan(now);
				expect(signing?.verifiesUntil).toBeGreaterThanOrEqual(now + schedule.overlap);
				expect(keys.length).toBeLessThanOrEqual(3);
			}
		}),
	);
});
