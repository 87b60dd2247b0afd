import { describe, expect, test } from "vitest";
import { ConfigurationError, StoreUnavailableError } from "./errors.ts";
import { memoryStore } from "./memory-store.ts";
import { sampleRecord, sampleUser } from "./testing/sample-record.ts";
import { storeContract } from "./testing/store-contract.ts";

describe("the store contract in memory", () => {
	const contract = storeContract({
		capabilities: ["user-index", "scan", "sweep"],
		async open(now) {
			return { store: memoryStore({ now }), async close() {} };
		},
	});
	for (const { name, run } of contract) test(name, run);
});

describe("a full memory store", () => {
	const start = 1_700_000_000_000;
	const end = { state: "invalidated", reason: "logout", at: start } as const;

	function full() {
		const clock = { now: start };
		return { clock, store: memoryStore({ max: 3, now: () => clock.now }) };
	}

	test("forgets the oldest tombstone first, then what has expired, then the oldest visitor", async () => {
		const { clock, store } = full();
		const [visitor, early, late] = [
			sampleRecord(start, { userId: null }),
			sampleRecord(start),
			sampleRecord(start, { idleTimeout: 60_000 }),
		];
		for (const record of [visitor, early, late]) await store.create(record);
		await store.end(early.id, end);
		const left = async () => {
			const found = await Promise.all([visitor, early, late].map((record) => store.read(record.id)));
			return found.map((record) => record !== null);
		};
		await store.create(sampleRecord(start));
		expect(await left()).toEqual([true, false, true]);
		clock.now += 60_000;
		await store.create(sampleRecord(clock.now));
		expect(await left()).toEqual([true, false, false]);
		await store.create(sampleRecord(clock.now));
		expect(await left()).toEqual([false, false, false]);
		expect(await store.countByUser(sampleUser("alice"))).toBe(3);
	});

	test("of several tombstones and of several visitors, takes the oldest", async () => {
		const { store } = full();
		const records = [0, 1, 2].map((age) => sampleRecord(start + age, { userId: null }));
		for (const record of records) await store.create(record);
		await store.end(records[2]?.id ?? "", end);
		await store.end(records[1]?.id ?? "", end);
		const newcomers = [0, 1, 2, 3].map(() => sampleRecord(start, { userId: null }));
		const expected = [2, 1, 0];
		for (const [turn, newcomer] of newcomers.entries()) {
			await store.create(newcomer);
			const gone = records[expected[turn] ?? -1] ?? newcomers[0];
			expect(await store.read(gone?.id ?? "")).toBeNull();
		}
	});

	test("ends no logged-in user's session for another: create throws, and says what to do", async () => {
		const { store } = full();
		const records = [0, 1, 2].map(() => sampleRecord(start));
		for (const record of records) await store.create(record);
		const refused = sampleRecord(start, { userId: "bob" });
		await expect(store.create(refused)).rejects.toThrow(StoreUnavailableError);
		await expect(store.create(refused)).rejects.toThrow("Raise max");
		expect(await store.read(refused.id)).toBeNull();
		expect(await store.countByUser(sampleUser("alice"))).toBe(3);
	});

	test("is no longer to walk over for all that it has forgotten", async () => {
		const { store } = full();
		for (let index = 0; index < 100; index++) await store.create(sampleRecord(start, { userId: null }));
		expect((await store.scan({ limit: 10 })).items.length).toBe(3);
		expect(await store.scan({ limit: 10, cursor: "3" })).toEqual({ items: [], cursor: null });
	});

	test("has room for a login that evicts one of the user's own", async () => {
		const { store } = full();
		const records = [0, 1, 2].map((age) => sampleRecord(start + age));
		for (const record of records) await store.create(record);
		const limit = { max: 3, policy: "evict-oldest" } as const;
		expect(await store.create(sampleRecord(start + 3), limit)).toEqual({ created: true, evicted: [records[0]?.id] });
		expect(await store.countByUser(sampleUser("alice"))).toBe(3);
	});
});

test("a scan's page looks at 10,000 sessions at most, and the walk finds what it looks for all the same", async () => {
	const store = memoryStore();
	const now = Date.now();
	for (let index = 0; index < 25_000; index++) await store.create(sampleRecord(now));
	const wanted = sampleRecord(now, { device: { ...sampleRecord(now).device, name: "needle" } });
	await store.create(wanted);
	let pages = 0;
	let cursor: string | null = "0";
	const found: string[] = [];
	for (; cursor !== null; pages++) {
		const page = await store.scan({ limit: 10, cursor, device: "needle" });
		found.push(...page.items.map((record) => record.id));
		cursor = page.cursor;
	}
	expect([pages, found]).toEqual([3, [wanted.id]]);
});

test("a session that a sweep forgot is in no scan", async () => {
	const clock = { now: 0 };
	const store = memoryStore({ now: () => clock.now });
	const record = sampleRecord(0);
	await store.create(record);
	clock.now = record.expiresAt + record.tombstoneTtl;
	expect(await store.sweep(10)).toMatchObject({ expired: [{ id: record.id }], forgotten: 1 });
	expect(await store.scan({ limit: 10 })).toEqual({ items: [], cursor: null });
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("max: %s is refused", (max) => {
	expect(() => memoryStore({ max })).toThrow(ConfigurationError);
});
