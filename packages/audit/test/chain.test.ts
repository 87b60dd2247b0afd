import fc from "fast-check";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ChainedSqlTrail, migrate, sqlTrail } from "../src/index.ts";
import { databases, freshTable, type OpenedDatabase } from "./databases.ts";
import { sampleEvent } from "./events.ts";

const chain = { secret: "a secret of at least 32 characters" };

let database: OpenedDatabase;
beforeAll(async () => {
	database = (await databases.SQLite?.()) as OpenedDatabase;
});
afterAll(() => database.close());

/** A trail of so many events of three users, and its tables without types. */
async function filled(count: number, options = {}): Promise<{ trail: ChainedSqlTrail; db: Kysely<Row> }> {
	const trail = sqlTrail(database.connect(), { table: freshTable(), chain, ...options });
	await migrate(trail);
	for (let from = 0; from < count; from += 1000) {
		const length = Math.min(1000, count - from);
		await trail.write(
			Array.from({ length }, (_, index) =>
				sampleEvent({ at: from + index, userId: `user ${index % 3}`, sessionId: `s${index % 3}`, ip: "192.0.2.1" }),
			),
		);
	}
	return { trail, db: trail.db as Kysely<Row> };
}

type Row = Record<string, Record<string, string | number | null>>;

test("one altered row among 100,000 is found", async () => {
	const { trail, db } = await filled(100_000);
	expect(await trail.verify()).toMatchObject({ intact: true, entries: 100_000, erased: 0 });
	await db.updateTable(trail.table).set({ at: 1 }).where("position", "=", 61_803).execute();
	expect(await trail.verify()).toEqual({ intact: false, position: 61_803, problem: "altered" });
}, 60_000);

describe("what is done to a trail behind its back is found", () => {
	const column = fc.constantFrom(
		...["id", "v", "at", "type", "session_id", "user_key", "personal", "details", "commitment", "hash"],
	);

	test("any column of any row, whatever it is changed to", async () => {
		const { trail, db } = await filled(12);
		const rows = await db.selectFrom(trail.table).selectAll().orderBy("position").execute();
		await fc.assert(
			fc.asyncProperty(fc.integer({ min: 1, max: 12 }), column, fc.string(), async (position, name, text) => {
				const before = rows[position - 1]?.[name];
				const after = typeof before === "number" ? before + 1 + text.length : `${before}${text}.`;
				const change = (value: typeof before) =>
					db
						.updateTable(trail.table)
						.set({ [name]: value })
						.where("position", "=", position)
						.execute();
				await change(after);
				expect(await trail.verify()).toEqual({ intact: false, position, problem: "altered" });
				await change(before);
			}),
			{ numRuns: 60 },
		);
		expect(await trail.verify()).toMatchObject({ intact: true, entries: 12 });
	});

	test.each([1, 6])("row %i removed", async (position) => {
		const { trail, db } = await filled(12);
		await db.deleteFrom(trail.table).where("position", "=", position).execute();
		expect(await trail.verify()).toEqual({ intact: false, position, problem: "missing" });
	});

	test("two rows exchanged", async () => {
		const { trail, db } = await filled(12);
		for (const [from, to] of [
			[4, 99],
			[5, 4],
			[99, 5],
		] as const) {
			await db.updateTable(trail.table).set({ position: to }).where("position", "=", from).execute();
		}
		expect(await trail.verify()).toEqual({ intact: false, position: 4, problem: "altered" });
	});

	test("the newest rows cut off", async () => {
		const { trail, db } = await filled(12);
		await db.deleteFrom(trail.table).where("position", ">", 10).execute();
		expect(await trail.verify()).toEqual({ intact: false, position: 11, problem: "missing" });
	});

	test("the newest rows cut off and the head set back: against a checkpoint", async () => {
		const { trail, db } = await filled(12);
		const verified = await trail.verify();
		const checkpoint = verified.intact ? verified.head : undefined;
		const rows = await db.selectFrom(trail.table).select("hash").where("position", "=", 10).execute();
		await db.deleteFrom(trail.table).where("position", ">", 10).execute();
		await db
			.updateTable(`${trail.table}_head`)
			.set({ position: 10, hash: rows[0]?.hash ?? null })
			.execute();
		expect(await trail.verify()).toMatchObject({ intact: true, entries: 10 });
		expect(await trail.verify(checkpoint)).toEqual({ intact: false, position: 10, problem: "altered" });
	});

	test("all of it, by somebody without the secret", async () => {
		const { trail } = await filled(3);
		const forger = sqlTrail(database.connect(), { table: trail.table, chain: { secret: "x".repeat(32) } });
		await forger.write([sampleEvent()]);
		expect(await trail.verify()).toEqual({ intact: false, position: 4, problem: "altered" });
	});

	test("more of the oldest than a sweep has told", async () => {
		const { trail, db } = await filled(12, { keepFor: 1000, now: () => 1004 });
		await trail.sweep();
		expect(await trail.verify()).toMatchObject({ intact: true, entries: 9 });
		await db.deleteFrom(trail.table).where("position", "=", 5).execute();
		expect(await trail.verify()).toEqual({ intact: false, position: 5, problem: "missing" });
	});
});

test("the same person has another commitment in each entry, so that nobody is guessed or followed by it", async () => {
	const { trail, db } = await filled(30);
	const rows = await db.selectFrom(trail.table).select(["commitment", "personal"]).execute();
	expect(new Set(rows.map(({ commitment }) => commitment)).size).toBe(30);
	expect(new Set(rows.map(({ personal }) => JSON.parse(`${personal}`).salt.length))).toEqual(new Set([22]));
});

describe("a chain stays whole", () => {
	test("when users are erased, and tells how many entries that were", async () => {
		const { trail } = await filled(12);
		await trail.erase("user 1");
		expect(await trail.verify()).toMatchObject({ intact: true, entries: 13, erased: 4 });
		expect((await trail.query({ type: "audit.erased" })).items[0]?.details).toEqual({ entries: 4 });
	});

	test("when it is swept, and goes on from what is left", async () => {
		const { trail } = await filled(12, { keepFor: 1000, now: () => 1004 });
		expect(await trail.sweep({ limit: 3 })).toMatchObject({ forgotten: 3, more: true });
		expect(await trail.sweep({ limit: 3 })).toMatchObject({ forgotten: 1, more: false });
		await trail.write([sampleEvent()]);
		expect(await trail.verify()).toMatchObject({ intact: true, entries: 11 });
	});

	test("from a checkpoint on, of which only what is new is looked at", async () => {
		const { trail } = await filled(12);
		const first = await trail.verify();
		await trail.write([sampleEvent()]);
		const second = await trail.verify(first.intact ? first.head : undefined);
		expect(second).toMatchObject({ intact: true, entries: 1, head: { position: 13 } });
	});

	test("when nothing is in it", async () => {
		const { trail } = await filled(0);
		expect(await trail.verify()).toEqual({
			...{ intact: true, entries: 0, erased: 0 },
			head: { position: 0, hash: "" },
		});
	});
});

test("a secret that is too short and a table that needs quotes are refused, both at once", () => {
	const open = () => sqlTrail(database.connect(), { table: 'x"', chain: { secret: "short" } });
	expect(open).toThrow(/table.*chain\.secret/s);
});
