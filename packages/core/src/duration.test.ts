import fc from "fast-check";
import { expect, test } from "vitest";
import { type Duration, milliseconds, parseDuration } from "./duration.ts";
import { InvalidArgumentError } from "./errors.ts";

test.each<[Duration, number]>([
	[0, 0],
	[1_500, 1_500],
	[0.9, 1],
	["1.005s", 1_005],
	["0s", 0],
	["250ms", 250],
	["10s", 10_000],
	["1.5s", 1_500],
	["30m", 1_800_000],
	["8h", 28_800_000],
	["7d", 604_800_000],
])("%j is %d ms", (duration, expected) => {
	expect(parseDuration(duration)).toBe(expected);
	expect(milliseconds(duration)).toBe(expected);
});

test.each([
	-1,
	Number.NaN,
	Number.POSITIVE_INFINITY,
	2 ** 53,
	"",
	"10",
	"s",
	"-1s",
	"+1s",
	"1 s",
	" 1s",
	"1s\n",
	"1e3s",
	"1.s",
	".5s",
	"1w",
	"10S",
	"1s1s",
	"999999999999d",
	undefined,
	null,
	true,
	["1s"],
	Object.create(null),
] as Duration[])("%j is no duration", (duration) => {
	expect(parseDuration(duration)).toBeNull();
	expect(() => milliseconds(duration)).toThrow(InvalidArgumentError);
});

test("whatever it is given, it gives null or a whole number of milliseconds", () => {
	fc.assert(
		fc.property(fc.anything({ withNullPrototype: true }), (value) => {
			const parsed = parseDuration(value as Duration);
			expect(parsed === null || (Number.isSafeInteger(parsed) && parsed >= 0)).toBe(true);
		}),
	);
});
