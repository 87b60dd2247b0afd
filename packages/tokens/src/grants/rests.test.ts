import { expect, test } from "vitest";
import { TokenRefreshError } from "../errors.ts";
import type { Refresh } from "./grant.ts";
import { Rests } from "./rests.ts";

const failure: Refresh = { at: 0, reason: "expired", outcome: "timeout", version: 1 };
const failed = (retryAfter?: number) => new TokenRefreshError("no", { advice: "retry", reason: "timeout", retryAfter });

/** When a rest that began at 0 is over, in milliseconds. */
function lengthOf(rests: Rests, clock: { now: number }, key = "a"): number {
	for (clock.now = 0; ; clock.now += 500) {
		try {
			rests.assertOver(key);
			return clock.now;
		} catch {}
	}
}

function createRests() {
	const clock = { now: 0 };
	return { clock, rests: new Rests(() => clock.now) };
}

test("rests get longer with each failure, up to 30 seconds, and begin anew after a success", () => {
	const { clock, rests } = createRests();
	const lengths = Array.from({ length: 7 }, () => {
		clock.now = 0;
		rests.begin("a", failed(), failure);
		return lengthOf(rests, clock);
	});
	expect(lengths).toEqual([1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000));
	expect(rests.end("a")).toEqual(Array(7).fill(failure));
	expect(rests.end("a")).toEqual([]);
	clock.now = 0;
	rests.begin("a", failed(), failure);
	expect(lengthOf(rests, clock)).toBe(1000);
});

test("T5: a rest is as long as the provider asks for, and its error is told again meanwhile", () => {
	const { clock, rests } = createRests();
	const error = failed(90);
	rests.begin("a", error, failure);
	expect(() => rests.assertOver("a")).toThrow(error);
	expect(lengthOf(rests, clock)).toBe(90_000);
	expect(() => rests.assertOver("b")).not.toThrow();
});

test("no more are kept than memory allows", () => {
	const { rests } = createRests();
	for (let count = 0; count <= 10_000; count++) rests.begin(`${count}`, failed(), failure);
	expect(() => rests.assertOver("0")).not.toThrow();
	expect(() => rests.assertOver("1")).toThrow("no");
});
