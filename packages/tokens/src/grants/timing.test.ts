import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lifetime, phaseOf } from "./timing.ts";

const minute = 60_000;
const hour = 60 * minute;
const now = 1_800_000_000_000;

const life = fc.integer({ min: 0, max: 400 * 24 * hour });
const before = fc.integer({ min: 0, max: 2 * hour });
const random = fc.double({ min: 0, max: 1, noNaN: true });

describe("the times of a token", () => {
	test("a token of an hour is refreshed 5 to 6 minutes before its end, and served until 5 seconds before it", () => {
		const end = now + hour;
		expect(lifetime(end, now, 5 * minute, 0)).toEqual({
			...{ expiresAt: end, refreshAt: end - 5 * minute, serveUntil: end - 5_000 },
		});
		expect(lifetime(end, now, 5 * minute, 1).refreshAt).toBe(end - 6 * minute);
	});

	test("a token of a minute is refreshed in its second half, or shortly before", () => {
		const end = now + minute;
		expect(lifetime(end, now, 5 * minute, 0)).toEqual({
			...{ expiresAt: end, refreshAt: end - 30_000, serveUntil: end - 5_000 },
		});
		expect(lifetime(end, now, 5 * minute, 1).refreshAt).toBe(end - 36_000);
	});

	test("of any life: it is refreshed before it isn't served any more, and at the earliest after 4 tenths of its life", () => {
		fc.assert(
			fc.property(life, before, random, (life, before, random) => {
				const { expiresAt, refreshAt, serveUntil } = lifetime(now + life, now, before, random);
				expect(expiresAt).toBe(now + life);
				expect(refreshAt).toBeLessThanOrEqual(serveUntil ?? 0);
				expect(serveUntil).toBeLessThanOrEqual(expiresAt ?? 0);
				expect(refreshAt).toBeGreaterThanOrEqual(Math.floor(now + life * 0.4));
			}),
		);
	});

	test("one that was over when it came is over", () => {
		expect(phaseOf(lifetime(now - minute, now, 5 * minute, 0.5), now)).toBe("over");
		expect(phaseOf(lifetime(now, now, 5 * minute, 0.5), now)).toBe("over");
	});

	test("one of unknown life is always fresh", () => {
		const unknown = lifetime(null, now, 5 * minute, 0.5);
		fc.assert(fc.property(life, (later) => phaseOf(unknown, now + later) === "fresh"));
	});
});

test("phases come in order, each once: fresh, due, over", () => {
	const order = ["fresh", "due", "over"];
	fc.assert(
		fc.property(life, before, random, fc.array(life), (life, before, random, passed) => {
			const token = lifetime(now + life, now, before, random);
			const phases = passed.sort((a, b) => a - b).map((later) => order.indexOf(phaseOf(token, now + later)));
			expect(phases).toEqual(phases.toSorted((a, b) => a - b));
			expect(phaseOf(token, now + life)).toBe("over");
		}),
	);
});
