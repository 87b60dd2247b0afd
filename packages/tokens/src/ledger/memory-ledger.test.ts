import { expect, test } from "vitest";
import { memoryLedger } from "./memory-ledger.ts";

const hour = 3_600_000;

test("when it is full it refuses what is new, and forgets nothing that is live", async () => {
	const ledger = memoryLedger({ max: 3 });
	await ledger.put("a", "1", null, hour);
	await ledger.put("b", "2", null, hour);
	await ledger.add("set", "c", hour);
	const full = { code: "store-unavailable", message: expect.stringContaining("Raise max") };
	await expect(ledger.put("d", "4", null, hour)).rejects.toMatchObject(full);
	await expect(ledger.add("set", "d", hour)).rejects.toMatchObject(full);
	expect(await ledger.put("a", "new", "1", hour)).toBe(true);
	await ledger.add("set", "c", 2 * hour);
	expect([await ledger.get("a"), await ledger.get("b"), await ledger.members("set")]).toEqual(["new", "2", ["c"]]);

	await ledger.remove("b", "2");
	expect(await ledger.put("d", "4", null, hour)).toBe(true);
	await ledger.drop("set", "c");
	await ledger.add("other", "c", hour);
	await expect(ledger.put("e", "5", null, hour)).rejects.toMatchObject(full);
});

test("what is over makes room, without a sweep", async () => {
	let now = 0;
	const ledger = memoryLedger({ max: 10, now: () => now });
	for (let turn = 0; turn < 1_000; turn++) {
		now++;
		expect(await ledger.put(`key${turn}`, "", null, 4)).toBe(true);
		await ledger.add("set", `member${turn}`, 4);
	}
	expect(await ledger.members("set")).toHaveLength(4);
});

test("what is over goes as it is written to, long before it is full", async () => {
	let now = 0;
	const ledger = memoryLedger({ now: () => now });
	for (let turn = 0; turn < 1_000; turn++) await ledger.put(`old${turn}`, "", null, 5);
	now = 5;
	for (let turn = 0; turn < 1_000; turn++) await ledger.put(`new${turn}`, "", null, 5);
	expect(await ledger.sweep()).toEqual({ expired: [], forgotten: 0, more: false });
});

test.each([0, -1, 1.5, Number.NaN])("max %s is refused", (max) => {
	expect(() => memoryLedger({ max })).toThrow("whole number");
});
