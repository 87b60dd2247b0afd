import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProviderFailure } from "./provider-failure.ts";
import { withRetries } from "./retry.ts";

/** How long it waited between attempts that failed in these ways; its result is the number of attempts, or the failure. */
async function run(failures: readonly ProviderFailure[], retries = 3, signal?: AbortSignal) {
	const waits: number[] = [];
	const timers = {
		setTimeout(later: () => void, time: number) {
			waits.push(time);
			queueMicrotask(later);
		},
		clearTimeout: () => {},
	};
	let made = 0;
	const attempt = async () => {
		const failure = failures[made++];
		if (failure !== undefined) throw failure;
		return made;
	};
	const result = await withRetries(attempt, { retries, timers, signal }).catch((error: unknown) => error);
	return { result, waits, made };
}

const passing = (retryAfter?: number) => new ProviderFailure("unavailable", "retry", { retryAfter });

test("waits are random, and up to twice as long each time, up to half a minute", async () => {
	const runs = await Promise.all(Array.from({ length: 200 }, () => run(Array(10).fill(passing()), 9)));
	for (let index = 0; index < 9; index++) {
		const most = Math.min(30_000, 1000 * 2 ** index);
		const waits = runs.map(({ waits }) => waits[index] ?? Number.NaN);
		expect(Math.max(...waits)).toBeLessThanOrEqual(most);
		expect(Math.max(...waits)).toBeGreaterThan(most * 0.8);
		expect(Math.min(...waits)).toBeLessThan(most * 0.2);
	}
});

test("the number of attempts and the least waits hold for all failures", async () => {
	const failure = fc
		.tuple(
			fc.constantFrom("retry" as const, "alert" as const, "sign-in" as const),
			fc.option(fc.nat(60_000), { nil: undefined }),
		)
		.map(([advice, retryAfter]) => new ProviderFailure("x", advice, { retryAfter }));
	await fc.assert(
		fc.asyncProperty(fc.array(failure, { maxLength: 6 }), fc.nat(4), async (failures, retries) => {
			const { result, waits, made } = await run(failures, retries);
			const worthIt = failures.findIndex(({ advice, retryAfter = 0 }) => advice !== "retry" || retryAfter > 30_000);
			const last = Math.min(worthIt === -1 ? failures.length : worthIt, retries, failures.length);
			expect(made).toBe(last + 1);
			expect(result).toBe(failures[last] ?? made);
			expect(waits).toHaveLength(last);
			for (const [index, wait] of waits.entries()) {
				expect(wait).toBeGreaterThanOrEqual(failures[index]?.retryAfter ?? 0);
				expect(wait).toBeLessThanOrEqual(30_000);
			}
		}),
	);
});

describe("an aborted signal", () => {
	test("stops further attempts, and what is told is why the last one failed", async () => {
		const failure = passing();
		expect(await run([failure], 3, AbortSignal.abort())).toEqual({ result: failure, waits: [], made: 1 });
	});

	test("doesn't spoil what succeeds", async () => {
		expect((await run([], 3, AbortSignal.abort())).result).toBe(1);
	});
});
