import { expect, test } from "vitest";
import { withLock } from "./lock.ts";
import { memoryLedger } from "./memory-ledger.ts";

test("one works at a time, and the others after it", async () => {
	const ledger = memoryLedger();
	let working = 0;
	const order: number[] = [];
	const workers = Array.from({ length: 10 }, (_, index) =>
		withLock(ledger, "lock", async () => {
			expect(++working).toBe(1);
			await new Promise(setImmediate);
			working--;
			order.push(index);
			return index;
		}),
	);
	const results = await Promise.all(workers);
	expect(results).toEqual(workers.map((_, result) => ({ busy: false, result })));
	expect(order).toHaveLength(10);
	expect(await ledger.get("lock")).toBeNull();
});
