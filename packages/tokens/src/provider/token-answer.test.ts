import fc from "fast-check";
import { expect, test } from "vitest";
import { lifetimeOf } from "./token-answer.ts";

const tenYears = 10 * 365 * 86_400;

test("whatever a provider says, a lifetime is a number of seconds that can be counted with, or none", () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.double(), fc.string(), fc.double().map(String)), (value) => {
			const lifetime = lifetimeOf(value);
			if (lifetime === null) return;
			expect(Number.isSafeInteger(lifetime)).toBe(true);
			expect(lifetime).toBeGreaterThanOrEqual(0);
			expect(lifetime).toBeLessThanOrEqual(tenYears);
		}),
	);
});

test("a lifetime that makes sense is taken as it is, as text as well", () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: tenYears }), (seconds) => {
			expect(lifetimeOf(seconds)).toBe(seconds);
			expect(lifetimeOf(`${seconds}`)).toBe(seconds);
		}),
	);
});
