import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judge, type Progress } from "./lineage.ts";

const grace = 300;
const known: Progress = { chain: 2, generation: 5, rotatedAt: 1000 };

describe("a token of the session's chain", () => {
	test.each([
		["the newest", 5, 1000, "newest"],
		["the newest, long after", 5, 99_000, "newest"],
		["ahead of what was read", 6, 1000, "newest"],
		["the one before, at once", 4, 1000, "late"],
		["the one before, on the last moment", 4, 1300, "late"],
		["the one before, by a clock that is behind", 4, 900, "late"],
		["the one before, too late", 4, 1301, "reused"],
		["the one before that", 3, 1000, "reused"],
		["the first", 1, 1000, "reused"],
	] as const)("%s", (_name, generation, now, verdict) => {
		expect(judge({ chain: 2, generation }, known, now, grace)).toBe(verdict);
	});
});

test("a token of another chain ends nothing", () => {
	expect(judge({ chain: 1, generation: 5 }, known, 1000, grace)).toBe("superseded");
	expect(judge({ chain: 3, generation: 1 }, known, 1000, grace)).toBe("missing");
	expect(judge({ chain: 1, generation: 1 }, undefined, 1000, grace)).toBe("missing");
});

test("what was read and is behind never takes an honest holder's token for a stolen one", () => {
	const position = fc.record({ chain: fc.integer({ min: 1, max: 4 }), generation: fc.integer({ min: 1, max: 6 }) });
	const progress = fc.record({ chain: fc.integer({ min: 1, max: 4 }), generation: fc.integer({ min: 1, max: 6 }) });
	fc.assert(
		fc.property(position, progress, fc.nat(500), (newest, behind, age) => {
			const isBehind =
				behind.chain < newest.chain || (behind.chain === newest.chain && behind.generation <= newest.generation);
			fc.pre(isBehind);
			expect(judge(newest, { ...behind, rotatedAt: 0 }, age, grace)).toMatch(/^(newest|missing)$/);
		}),
	);
});
