import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { activity, isExpired, judge, standing } from "./lifecycle.ts";
import { deadline, expiry, type SessionRecord, tombstone } from "./record.ts";
import { sampleRecord } from "./testing/sample-record.ts";

const skew = 5000;
const record: SessionRecord = sampleRecord(0, {
	secretHash: "current",
	previous: null,
	idleTimeout: 1000,
	expiresAt: 10_000,
});

describe("judge", () => {
	test("the current secret is in use until the deadline, and the tolerance for clock drift after it", () => {
		expect(judge(record, "current", 0, skew)).toEqual({ verdict: "active", end: null });
		expect(judge(record, "current", 5999, skew).verdict).toBe("active");
		expect(judge(record, "current", 6000, skew)).toEqual({
			verdict: "expired",
			end: { state: "expired", reason: "idle", at: 1000 },
		});
	});

	test("the absolute limit holds whatever the activity", () => {
		const seen = { ...record, lastSeenAt: 9900 };
		expect(judge(seen, "current", 14_999, skew).verdict).toBe("active");
		expect(judge(seen, "current", 15_000, skew)).toEqual({
			verdict: "expired",
			end: { state: "expired", reason: "absolute", at: 10_000 },
		});
	});

	test("a replaced secret is good for its grace, and a sign of theft after it", () => {
		const rotated = { ...record, secretHash: "new", previous: { hash: "current", until: 500 } };
		expect(judge(rotated, "current", 499 + skew, skew).verdict).toBe("active");
		expect(judge(rotated, "current", 500 + skew, skew)).toEqual({
			verdict: "reused",
			end: { state: "destroyed", reason: "token-reuse", at: 500 + skew },
		});
		expect(judge(rotated, "older", 0, skew).verdict).toBe("reused");
	});

	test("after a periodic rotation the old secret is good until the new one is presented", () => {
		const rotated = { ...record, secretHash: "new", previous: { hash: "current", until: null } };
		expect(judge(rotated, "current", 900, skew).verdict).toBe("active");
		expect(judge(rotated, "new", 900, skew).verdict).toBe("active");
	});

	test("a tombstone says why it ended, whichever of the session's secrets is presented", () => {
		const end = { state: "invalidated", reason: "logout", at: 7 } as const;
		for (const secret of ["current", "older"]) {
			expect(judge(tombstone(record, end), secret, 0, skew)).toEqual({ verdict: "ended", end });
		}
	});

	test("no time and no secret ever makes an ended session active", () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), fc.constantFrom("current", "x"), (now, secret) => {
				const ended = tombstone(record, { state: "destroyed", reason: "hijack", at: 0 });
				expect(judge(ended, secret, now, skew).verdict).toBe("ended");
			}),
		);
	});
});

test("a session isn't expired before its deadline, and is from the deadline and the tolerance on", () => {
	fc.assert(
		fc.property(fc.nat(), fc.nat(), fc.nat(), fc.nat(), (lastSeenAt, idleTimeout, expiresAt, now) => {
			const one = { ...record, lastSeenAt, idleTimeout, expiresAt };
			expect(isExpired(one, now, skew)).toBe(now >= Math.min(lastSeenAt + idleTimeout, expiresAt) + skew);
			expect(standing(one, now, skew).end).toEqual(isExpired(one, now, skew) ? expiry(one) : null);
		}),
	);
});

test("activity never moves back, and never lies past the deadline that it moves", () => {
	fc.assert(
		fc.property(fc.nat(20_000), fc.nat(20_000), (lastSeenAt, now) => {
			const one = { ...record, lastSeenAt };
			const at = activity(one, now);
			expect(at).toBeGreaterThanOrEqual(lastSeenAt);
			expect(at).toBeLessThanOrEqual(Math.max(lastSeenAt, now));
			if (lastSeenAt < one.expiresAt) expect(at).toBeLessThan(deadline(one));
		}),
	);
});
