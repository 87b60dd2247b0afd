import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRetryAfter } from "./retry-after.ts";

const now = Date.UTC(2026, 0, 1);

test.each([
	["0", 0],
	["120", 120_000],
	[" 7 ", 7000],
	["9999999999", 9_999_999_999_000],
	["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
	["Wed, 31 Dec 2025 23:59:59 GMT", 0],
])("%j is %i ms", (header, wait) => {
	expect(parseRetryAfter(header, now)).toBe(wait);
});

test.each([
	...[null, "", "-1", "1.5", "1e3", "0x10", "soon", "7, 8", "99999999999", "Infinity", "2026-01-01T00:00:30Z"],
	...["01 Jan 2026", "Thu, 01 Jan 2026 00:00:30 +0100", "Thu, 99 Foo 2026 00:00:30 GMT", "1 Jan 2026 00:00:30 GMT"],
])("%j says nothing", (header) => {
	expect(parseRetryAfter(header, now)).toBeUndefined();
});

test("seconds and dates come back", () => {
	fc.assert(
		fc.property(fc.nat(), (seconds) => {
			expect(parseRetryAfter(`${seconds}`, now)).toBe(seconds * 1000);
			expect(parseRetryAfter(new Date(now + seconds * 1000).toUTCString(), now)).toBe(seconds * 1000);
		}),
	);
});

test("whatever comes in, a time that can be waited for comes out, or none", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789 ,:GMTan") })), (header) => {
			const wait = parseRetryAfter(header, now) ?? 0;
			expect(Number.isSafeInteger(wait)).toBe(true);
			expect(wait).toBeGreaterThanOrEqual(0);
		}),
	);
});
