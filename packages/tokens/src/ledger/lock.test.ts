import { StoreUnavailableError } from "@sojourn/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Lease } from "./lease.ts";
import type { Ledger } from "./ledger.ts";
import { type LockOptions, withLock } from "./lock.ts";
import { memoryLedger } from "./memory-ledger.ts";

const ttl = 30_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Takes a lock and keeps it until `end` is called. */
function hold(ledger: Ledger, options: LockOptions = {}) {
	let end = () => {};
	let lease: Lease | undefined;
	const done = withLock(
		ledger,
		"lock",
		(given) => {
			lease = given;
			return new Promise<void>((resolve) => {
				end = resolve;
			});
		},
		options,
	);
	return {
		done,
		end: () => end(),
		async lease(): Promise<Lease> {
			await vi.advanceTimersByTimeAsync(0);
			if (lease === undefined) throw new Error("The lock isn't held.");
			return lease;
		},
	};
}

const isFree = async (ledger: Ledger) => (await ledger.get("lock")) === null;
const tryOnce = (ledger: Ledger) => withLock(ledger, "lock", async () => "done", { waitFor: 0 });

describe("contenders", () => {
	test("work one at a time, and all of them", async () => {
		const ledger = memoryLedger();
		let working = 0;
		const workers = Array.from({ length: 20 }, (_, index) =>
			withLock(ledger, "lock", async () => {
				expect(++working).toBe(1);
				await new Promise((resolve) => setTimeout(resolve, 50));
				working--;
				return index;
			}),
		);
		await vi.advanceTimersByTimeAsync(9_000);
		expect(await Promise.all(workers)).toEqual(workers.map((_, result) => ({ busy: false, result })));
		expect(await isFree(ledger)).toBe(true);
	});

	test("of other keys aren't waited for", async () => {
		const ledger = memoryLedger();
		const { end } = hold(ledger);
		expect(await withLock(ledger, "other", async () => "done", { waitFor: 0 })).toEqual({
			busy: false,
			result: "done",
		});
		end();
	});

	test("give up when they have waited for long enough, and haven't asked too often", async () => {
		const ledger = memoryLedger();
		const put = vi.fn(ledger.put);
		const { lease, end } = hold(ledger);
		await lease();
		const work = vi.fn();
		let result: unknown;
		void withLock({ ...ledger, put }, "lock", work, { waitFor: "10s" }).then((locked) => {
			result = locked;
		});
		await vi.advanceTimersByTimeAsync(9_999);
		expect(result).toBeUndefined();
		await vi.advanceTimersByTimeAsync(1);
		expect(result).toEqual({ busy: true });
		expect(work).not.toHaveBeenCalled();
		expect(put.mock.calls.length).toBeGreaterThan(40);
		expect(put.mock.calls.length).toBeLessThan(100);
		end();
	});

	test("don't wait at all if they don't want to", async () => {
		const ledger = memoryLedger();
		const { lease, end, done } = hold(ledger);
		await lease();
		expect(await tryOnce(ledger)).toEqual({ busy: true });
		end();
		await done;
		expect(await tryOnce(ledger)).toEqual({ busy: false, result: "done" });
	});

	test("stop waiting at a signal, and leave nothing behind", async () => {
		const ledger = memoryLedger();
		const { lease, end, done } = hold(ledger);
		await lease();
		const controller = new AbortController();
		const waiting = withLock(ledger, "lock", async () => "done", { signal: controller.signal });
		const refused = expect(waiting).rejects.toThrow("the client is gone");
		await vi.advanceTimersByTimeAsync(100);
		controller.abort(new Error("the client is gone"));
		await refused;
		await expect(withLock(ledger, "lock", async () => "done", { signal: controller.signal })).rejects.toThrow(
			"the client is gone",
		);
		end();
		await done;
		expect(vi.getTimerCount()).toBe(0);
		expect(await isFree(ledger)).toBe(true);
	});
});

describe("a lock that is held", () => {
	test("is renewed for as long as the work takes, and free after it", async () => {
		const ledger = memoryLedger();
		const { lease, end, done } = hold(ledger, { ttl });
		const { signal } = await lease();
		for (let passed = 0; passed < 10 * ttl; passed += ttl / 2) {
			await vi.advanceTimersByTimeAsync(ttl / 2);
			expect(await tryOnce(ledger)).toEqual({ busy: true });
		}
		expect([(await lease()).lost, signal.aborted]).toEqual([false, false]);
		end();
		expect(await done).toEqual({ busy: false, result: undefined });
		expect(await isFree(ledger)).toBe(true);
		expect(vi.getTimerCount()).toBe(0);
	});

	test("is free when the work fails", async () => {
		const ledger = memoryLedger();
		const failing = withLock(ledger, "lock", async () => Promise.reject(new Error("the work failed")));
		await expect(failing).rejects.toThrow("the work failed");
		expect(await isFree(ledger)).toBe(true);
	});

	test("is free when its time is up, if its holder is gone", async () => {
		const ledger = memoryLedger();
		await ledger.put("lock", "a process that crashed", null, ttl);
		const waiting = withLock(ledger, "lock", async () => Date.now(), { waitFor: "1m" });
		const crashedAt = Date.now();
		await vi.advanceTimersByTimeAsync(ttl + 250);
		const { result } = (await waiting) as { result: number };
		expect(result).toBeGreaterThanOrEqual(crashedAt + ttl);
	});

	test("has a holder that nobody can guess", async () => {
		const ledger = memoryLedger();
		const owners = new Set<string | null>();
		for (let turn = 0; turn < 100; turn++) {
			await withLock(ledger, "lock", async () => void owners.add(await ledger.get("lock")));
		}
		expect(owners.size).toBe(100);
		for (const owner of owners) expect(owner).toMatch(/^[\w-]{24}$/);
	});
});

describe("a lock is lost", () => {
	test("when its holder was halted for too long: it knows at once, and leaves the next one's lock alone", async () => {
		const ledger = memoryLedger();
		const halted = hold(ledger, { ttl });
		const lease = await halted.lease();
		vi.setSystemTime(Date.now() + ttl); // and no timer has run
		expect(lease.lost).toBe(true);
		const next = hold(ledger, { ttl });
		await next.lease();
		await vi.advanceTimersByTimeAsync(ttl / 3);
		expect([lease.lost, lease.signal.aborted]).toEqual([true, true]);
		expect((await next.lease()).lost).toBe(false);

		halted.end();
		expect(await halted.done).toEqual({ busy: false, result: undefined });
		expect(await tryOnce(ledger)).toEqual({ busy: true });
		next.end();
		await next.done;
		expect(await isFree(ledger)).toBe(true);
	});

	test("when it is gone from the ledger, at the next renewal", async () => {
		const ledger = memoryLedger();
		const { lease, end, done } = hold(ledger, { ttl });
		const { signal } = await lease();
		await ledger.remove("lock", (await ledger.get("lock")) ?? "");
		await ledger.put("lock", "somebody else", null, ttl);
		await vi.advanceTimersByTimeAsync(ttl / 3);
		expect([(await lease()).lost, signal.aborted]).toEqual([true, true]);
		expect(vi.getTimerCount()).toBe(0);
		end();
		await done;
		expect(await ledger.get("lock")).toBe("somebody else");
	});

	const failing = async () => Promise.reject(new StoreUnavailableError());
	const silent = () => new Promise<never>(() => {});

	test.each([
		["fails", failing],
		["doesn't answer", silent],
	])("when the ledger %s until its time is up, and not before", async (_what, broken) => {
		const backend = memoryLedger();
		const ledger = { ...backend };
		const { lease, end, done } = hold(ledger, { ttl });
		const { signal } = await lease();
		ledger.put = broken;
		await vi.advanceTimersByTimeAsync(ttl - 1);
		expect([(await lease()).lost, signal.aborted]).toEqual([false, false]);
		await vi.advanceTimersByTimeAsync(1);
		expect([(await lease()).lost, signal.aborted]).toEqual([true, true]);
		end();
		await done;
	});

	test.each([
		["fails", failing],
		["doesn't answer", silent],
	])("but not when the ledger %s once", async (_what, broken) => {
		const backend = memoryLedger();
		const ledger = { ...backend };
		const { lease, end, done } = hold(ledger, { ttl });
		await lease();
		ledger.put = broken;
		await vi.advanceTimersByTimeAsync(ttl / 3);
		ledger.put = backend.put;
		await vi.advanceTimersByTimeAsync(3 * ttl);
		expect((await lease()).lost).toBe(false);
		expect(await tryOnce(ledger)).toEqual({ busy: true });
		end();
		await done;
		expect(await isFree(ledger)).toBe(true);
	});
});

describe("a ledger that fails", () => {
	test("while the lock is taken: the work isn't begun, the error is the ledger's, and no lock is left", async () => {
		const backend = memoryLedger();
		const ledger: Ledger = {
			...backend,
			async put(...parameters) {
				await backend.put(...parameters);
				throw new StoreUnavailableError("its answer was lost");
			},
		};
		const work = vi.fn();
		await expect(withLock(ledger, "lock", work)).rejects.toMatchObject({ code: "store-unavailable" });
		expect(work).not.toHaveBeenCalled();
		await vi.advanceTimersByTimeAsync(0);
		expect(await isFree(backend)).toBe(true);
	});

	test("while the lock is given back: the work's result counts", async () => {
		const ledger = { ...memoryLedger(), remove: async () => Promise.reject(new StoreUnavailableError()) };
		expect(await tryOnce(ledger)).toEqual({ busy: false, result: "done" });
	});

	test("to tell that the lock was taken, because the client sent the command twice: it is held", async () => {
		const backend = memoryLedger();
		const ledger: Ledger = {
			...backend,
			async put(...parameters) {
				await backend.put(...parameters);
				return backend.put(...parameters);
			},
		};
		expect(await tryOnce(ledger)).toEqual({ busy: false, result: "done" });
		expect(await isFree(backend)).toBe(true);
	});
});

test("a renewal on its way when the work ends doesn't bring the lock back", async () => {
	const backend = memoryLedger();
	const ledger = { ...backend };
	const { lease, end, done } = hold(ledger, { ttl });
	await lease();
	let arrive = () => {};
	ledger.put = async (...parameters) => {
		await new Promise<void>((resolve) => {
			arrive = resolve;
		});
		return backend.put(...parameters);
	};
	await vi.advanceTimersByTimeAsync(ttl / 3);
	end();
	await done;
	arrive();
	await vi.advanceTimersByTimeAsync(0);
	expect(await isFree(backend)).toBe(true);
	expect((await lease()).lost).toBe(false);
});
