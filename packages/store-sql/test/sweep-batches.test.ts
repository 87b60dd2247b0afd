/** What a sweep does to many sessions at once is what core says of each, on every database. */

import { deadline, expiry, forgetAt, type SessionRecord, tombstone } from "@sojourn/core";
import { sampleRecord } from "@sojourn/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../src/index.ts";
import { sweepStep } from "../src/queries.ts";
import { databases, freshTable, type Opened } from "./combinations.ts";

const now = 1_800_000_000_000;
const minute = 60_000;
const created = now - 10 * minute;

describe.each(Object.entries(databases))("%s", (_name, open) => {
	let database: Opened;
	beforeAll(async () => {
		database = await open();
	}, 60_000);
	afterAll(() => database.close());

	async function filledStore(records: readonly SessionRecord[]) {
		const store = database.store({ table: freshTable(), now: () => now });
		await migrate(store);
		for (const record of records) await store.create(record);
		return store;
	}

	test("each ends by its own limit, as core's expiry and tombstone say, and what lives is left alone", async () => {
		const expiring = [
			sampleRecord(created, { idleTimeout: minute }),
			sampleRecord(created, { expiresAt: created + minute }),
			sampleRecord(created, { idleTimeout: minute, expiresAt: created + minute }),
			sampleRecord(created, { idleTimeout: 2 * minute, expiresAt: created + 2 * minute + 1 }),
			sampleRecord(created, { idleTimeout: 2 * minute + 1, expiresAt: created + 2 * minute }),
			sampleRecord(created, { idleTimeout: 10 * minute }),
			sampleRecord(created, { idleTimeout: minute, userId: null, auth: null, previous: null }),
			sampleRecord(created, { idleTimeout: minute, userId: "\0 é 💥", version: 7 }),
			sampleRecord(created, { idleTimeout: minute, id: "\ud800" }),
		];
		const living = [sampleRecord(created, { idleTimeout: 10 * minute + 1 }), sampleRecord(now)];
		const store = await filledStore([...living, ...expiring]);

		const { expired, forgotten, more } = await store.sweep(100);
		expect([forgotten, more]).toEqual([0, false]);
		const ends = expiring.map((record) => ({ id: record.id, userId: record.userId, end: expiry(record) }));
		expect(expired.length).toBe(ends.length);
		expect(expired).toEqual(expect.arrayContaining(ends));
		for (const record of expiring) expect(await store.read(record.id)).toEqual(tombstone(record, expiry(record)));
		for (const record of living) expect(await store.read(record.id)).toEqual(record);
	});

	test("tombstones are forgotten beside what expires, and what is late comes with the next call", async () => {
		const late = sampleRecord(created, { idleTimeout: minute, tombstoneTtl: 9 * minute });
		const expiring = sampleRecord(created, { idleTimeout: minute, tombstoneTtl: 9 * minute + 1 });
		const [over, kept] = [sampleRecord(created, { tombstoneTtl: minute }), sampleRecord(created)];
		expect([forgetAt(late), deadline(expiring)]).toEqual([now, created + minute]);
		const store = await filledStore([late, expiring, over, kept]);
		for (const { id } of [over, kept]) await store.end(id, { state: "invalidated", reason: "logout", at: created });

		const first = await store.sweep(100);
		expect(first.expired.map(({ id }) => id).sort()).toEqual([late.id, expiring.id].sort());
		expect([first.forgotten, first.more]).toEqual([1, true]);
		expect(await store.sweep(100)).toEqual({ expired: [], forgotten: 1, more: false });
		for (const { id } of [late, over]) expect(await store.read(id)).toBeNull();
		for (const { id } of [expiring, kept]) expect((await store.read(id))?.end).not.toBeNull();
	});

	test("a call does as many as a batch holds, and the next one does the rest", async () => {
		const records = Array.from({ length: sweepStep + 1 }, () => sampleRecord(created, { idleTimeout: minute }));
		const store = await filledStore([]);
		await Promise.all(records.map((record) => store.create(record)));
		const [first, second] = [await store.sweep(10_000), await store.sweep(10_000)];
		expect([first.expired.length, first.more]).toEqual([sweepStep, true]);
		expect([second.expired.length, second.more]).toEqual([1, false]);
		const ids = [...first.expired, ...second.expired].map(({ id }) => id);
		expect(ids.sort()).toEqual(records.map(({ id }) => id).sort());
		for (const { id } of records) expect((await store.read(id))?.end?.at).toBe(created + minute);
	});
});
